// Placed into the registry copy of Electron as its `resources/app`: starts the app folder that the command line names,
// as the official binary does (`electron [flags] <app folder> [arguments of the app]`).
const { app } = require('electron')
const { readFileSync } = require('node:fs')
const path = require('node:path')

/** The first argument that is no flag is the app folder; `-r <module>` (Playwright's way in) is loaded first. */
function findAppFolder(argv) {
  for (let index = 1; index < argv.length; index++) {
    const argument = argv[index]
    if (argument === '-r' || argument === '--require') {
      require(path.resolve(argv[++index]))
    } else if (!argument.startsWith('-')) {
      return path.resolve(argument)
    }
  }
  return undefined
}

/** @param {string} folder */
function startApp(folder) {
  const description = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  app.setAppPath(folder)
  app.setName(description.productName ?? description.name)
  app.setVersion(description.version)
  app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
  require(path.join(folder, description.main))
}

// Electron shows what is thrown here in a dialog and stays; without a person to close it, an exit is better.
try {
  const folder = findAppFolder(process.argv)
  if (folder === undefined) throw new Error('usage: electron [flags] <app folder> [arguments of the app]')
  startApp(folder)
} catch (error) {
  console.error(error)
  app.exit(2)
}
