// A window of the extent that benchmarks use, with nothing in it but one canvas, see bench/empty-canvas.bench.ts.
const { app, BrowserWindow } = require('electron')
const path = require('node:path')

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, useContentSize: true, backgroundColor: '#16181c' })
  void window.loadFile(path.join(__dirname, 'index.html'))
})
