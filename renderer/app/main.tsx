import './zod-setup.ts'
import '@fontsource-variable/instrument-sans/wght.css'
import '@fontsource-variable/newsreader/opsz.css'
import '@fontsource-variable/newsreader/opsz-italic.css'
import '@mantine/core/styles.layer.css'
import './ui/tokens.css'
import './ui/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { PageServices } from './services/page-services.ts'
import { installTrustedTypes } from './trusted-types.ts'

installTrustedTypes()

const services = new PageServices(window.understudy)
if (new URLSearchParams(location.search).get('window') === 'compact') services.store.setState({ windowMode: 'compact' })
void services.start()
window.addEventListener('pagehide', () => services.dispose(), { once: true })

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
)
