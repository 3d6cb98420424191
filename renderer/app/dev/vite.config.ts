import react from '@vitejs/plugin-react'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** The page by itself in any browser, with a scripted main process: `npx vite -c renderer/app/dev/vite.config.ts`. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  publicDir: resolve(import.meta.dirname, '../../../resources'),
  plugins: [react()],
  worker: { format: 'es' },
  build: { assetsInlineLimit: 0 },
  server: { port: 5199, strictPort: true, hmr: false, fs: { allow: [resolve(import.meta.dirname, '../../..')] } },
})
