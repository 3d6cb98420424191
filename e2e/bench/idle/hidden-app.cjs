// Loaded into the app's main process by `electron -r`. Playwright keeps every page it watches visible, so nothing would be seen of a
// hidden window through it.
const { app, BrowserWindow } = require('electron')

const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

process.on('message', ({ settleMs, stretchMs, stretches }) => void measure(settleMs, stretchMs, stretches))

async function measure(settleMs, stretchMs, stretches) {
  const [window] = BrowserWindow.getAllWindows()
  const shown = await share(stretchMs)
  window.hide()
  await delay(settleMs)
  const visibility = await window.webContents.executeJavaScript('document.visibilityState')
  const hidden = []
  for (let i = 0; i < stretches; i++) hidden.push(await share(stretchMs))
  process.send({ visibility, shown, hidden })
}

/** Per cent of one core that each kind of process used during `stretchMs`. */
async function share(stretchMs) {
  const before = seconds()
  const startMs = performance.now()
  await delay(stretchMs)
  const elapsedS = (performance.now() - startMs) / 1000
  return Object.fromEntries(Object.entries(seconds()).map(([type, spent]) => [type, (100 * (spent - (before[type] ?? 0))) / elapsedS]))
}

function seconds() {
  const spent = {}
  for (const { type, cpu } of app.getAppMetrics()) spent[type] = (spent[type] ?? 0) + (cpu.cumulativeCPUUsage ?? Number.NaN)
  return spent
}
