// An Electron without an application: Playwright opens the windows. The timer keeps the process alive until then.
setInterval(() => undefined, 2 ** 30)
