import { mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import { unreachable } from '../../shared/assert.ts'
import { type AppOptions, helpText, parseCommandLine } from '../../shared/command-line.ts'
import { SKEIN_LINK } from '../../shared/link/skein-link.ts'
import { messageOf } from '../../shared/problem.ts'
import { type AboutBuild, aboutLines, aboutOptions, isTestBuild } from './about.ts'
import { appArguments, resolvePaths } from './app-arguments.ts'
import { refuseDebugging } from './debugging.ts'
import { placeOfStore } from './local-store/store-place.ts'
import { becomeOnlyApp, hearOutside } from './outside.ts'
import type { OutsideArguments } from './outside-arguments.ts'
import { claimProfile } from './profile.ts'
import { runApp } from './run-app.ts'
import { refuseCaptureFile } from './window/capture-file.ts'
import { makeCaptureFolder } from './window/capture-folder.ts'
import { pageOrigin } from './window/origin.ts'
import { registerSchemes } from './window/schemes.ts'
import { guardContents } from './window/security.ts'

/**
 * The start of the app: everything that must be settled before Electron is ready. build/main/main.cjs is this file, so
 * the app folder is two above it.
 */
const appFolder = resolve(__dirname, '..', '..')

function start(): void {
  const args = appArguments(process.argv, appFolder, app.isPackaged)
  const exposed = refuseDebugging(args, app.isPackaged && !isTestBuild(appFolder))
  if (exposed !== undefined) {
    end(1, `${exposed}\n`)
    return
  }
  const commandLine = parseCommandLine(args)
  switch (commandLine.kind) {
    case 'help':
      end(0, helpText())
      break
    case 'version':
      end(0, `Skein ${app.getVersion()}\n`)
      break
    case 'refused':
      if (args.some((arg) => SKEIN_LINK.test(arg))) refuse(commandLine.problem.message)
      else end(1, `${commandLine.problem.message}\nSay --help for all flags.\n`)
      break
    case 'start':
      prepare(commandLine.options, { args, folder: process.env['INIT_CWD'] ?? process.cwd() })
      break
    default:
      unreachable(commandLine)
  }
}

function prepare(given: AppOptions, outsideArguments: OutsideArguments): void {
  const options = resolvePaths(given, outsideArguments.folder)
  const refusal = settleUserData(options)
  if (refusal !== undefined) {
    refuse(refusal)
    return
  }
  // A link or a file that the system opens goes to the window that is there. Development has several on one profile.
  const isOnly = app.isPackaged || process.env['SKEIN_ONE_WINDOW'] === '1'
  if (isOnly && options.screenshot === undefined && !becomeOnlyApp(outsideArguments)) {
    end(0, '')
    return
  }
  const outside = hearOutside()
  settleSwitches(options)
  const own = pageOrigin(process.env['SKEIN_DEV_URL'], app.isPackaged)
  registerSchemes()
  guardContents(own)
  const build = thisBuild()
  app.setAboutPanelOptions(aboutOptions(build))
  app.on('window-all-closed', () => app.quit())
  const file = options.screenshot
  const captureRefusal = file === undefined ? Promise.resolve(undefined) : refuseCaptureFile(file)
  Promise.all([captureRefusal, app.whenReady()])
    .then(([reason]) => {
      if (reason !== undefined) {
        end(1, `${reason}\n`)
        return
      }
      runApp({
        options,
        own,
        preload: join(__dirname, 'preload.cjs'),
        byteProcess: join(__dirname, 'byte-process.cjs'),
        pageFolder: resolve(__dirname, '..', 'page'),
        sample: { folder: sampleFolder(), program: resolve(__dirname, '..', 'sample', 'sample.cjs') },
        importProgram: resolve(__dirname, '..', 'import', 'import.cjs'),
        localStore: localStoreOf(options),
        outside,
        about: aboutLines(build),
        end,
      })
    })
    .catch((error: unknown) => end(1, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`))
}

/** Ends the app with a last word: to the output when all is well, else to the error output. */
function end(code: number, text: string): void {
  const stream = code === 0 ? process.stdout : process.stderr
  // The word must be out before the process is gone; a reader that has hung up must not keep it.
  stream.once('error', () => app.exit(code))
  stream.write(text, () => app.exit(code))
}

/**
 * Ends the app with a sentence. Whoever started an installed app by a click sees no output: they get it in a box, and
 * Electron, which writes into the profile once it is ready, gets another folder for that.
 */
function refuse(sentence: string): void {
  if (!app.isPackaged) {
    end(1, `${sentence}\n`)
    return
  }
  process.stderr.write(`${sentence}\n`)
  app.setPath('userData', makeCaptureFolder(tmpdir(), Date.now()))
  void app.whenReady().then(() => {
    dialog.showErrorBox('Skein', sentence)
    app.exit(1)
  })
}

/**
 * A capture has no need of a person's settings and must not fight a running app for them: unless it is told
 * otherwise, it uses a folder of its own.
 */
function settleUserData({ userData, screenshot }: AppOptions): string | undefined {
  try {
    const own = screenshot === undefined ? app.getPath('userData') : makeCaptureFolder(tmpdir(), Date.now())
    const folder = userData ?? own
    mkdirSync(folder, { recursive: true })
    app.setPath('userData', folder)
    return claimProfile(folder)
  } catch (error) {
    const what = userData === undefined ? 'The folder for settings and edits' : '--user-data: the folder'
    return `${what} cannot be used (${messageOf(error)})`
  }
}

function settleSwitches(options: AppOptions): void {
  // Without this, a graphics process that dies takes WebGL from the window for good.
  app.disableDomainBlockingFor3DAPIs()
  // Machines without a GPU (virtual ones, remote desktops) draw in software. Newer Chromium asks for consent, because
  // foreign pages could attack it; this app shows none.
  app.commandLine.appendSwitch('enable-unsafe-swiftshader')
  if (options.screenshot !== undefined) {
    // A pixel of the picture is a pixel of the window, and its colour is the one that was drawn.
    app.commandLine.appendSwitch('force-device-scale-factor', '1')
    app.commandLine.appendSwitch('force-color-profile', 'srgb')
  }
  // Chromium has no sandbox for root (containers); the launcher passes --no-sandbox then, and asking would abort.
  if (process.getuid?.() !== 0 && !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
}

/** A picture is made without anybody who edits; tests of the app alone switch the store off. */
function localStoreOf({ userData, screenshot }: AppOptions) {
  if (screenshot !== undefined || process.env['SKEIN_LOCAL_STORE'] === 'off') return undefined
  const place = placeOfStore(userData, process.env, process.platform, homedir(), app.getName())
  return { place, program: resolve(__dirname, '..', 'store', 'store.cjs') }
}

function thisBuild(): AboutBuild {
  return {
    // A checkout goes by the name of its package.json.
    name: app.isPackaged ? app.getName() : 'Skein',
    version: app.getVersion(),
    electron: process.versions.electron ?? '',
    isTest: isTestBuild(appFolder),
  }
}

/**
 * An installed app keeps the sample with a person's data; a checkout has one of its own, which `npm start` makes. Tests
 * name another.
 */
function sampleFolder(): string {
  if (app.isPackaged) return join(app.getPath('userData'), 'sample')
  return process.env['SKEIN_SAMPLE_FOLDER'] || join(appFolder, 'sample')
}

start()
