import { FakeMain } from './fake-main.ts'
import { scenarios } from './scenarios.ts'

const parameters = new URLSearchParams(location.search)
const scenario = scenarios[parameters.get('scenario') ?? 'fresh'] ?? {}
Object.assign(window, { understudy: new FakeMain({ theme: parameters.get('theme'), ...scenario }).api })
await import('../main.tsx')
const view = parameters.get('view')
const opening = setInterval(() => {
  const button = document.querySelector<HTMLElement>(`[data-testid="nav-${view ?? 'talk'}"]`)
  if (!button) return
  clearInterval(opening)
  button.click()
}, 20)
