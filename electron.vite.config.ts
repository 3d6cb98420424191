import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'vite'

/** Oldest runtime we start on: Electron 33. */
const CHROME_TARGET = 'chrome130'
const NODE_TARGET = 'node20.18'

/** Programs of the main side. Workers are entries of their own and lie beside main.js (electron/base/spawn-worker.ts). */
const MAIN_ENTRIES = {
  main: 'electron/shell/main.ts',
  'process-main': 'electron/inference/process-main.ts',
  'transcription-worker': 'electron/inference/transcription-worker.ts',
  'voice-worker': 'electron/inference/voice-worker.ts',
  'language-worker': 'electron/inference/language-worker.ts',
  'store-worker': 'electron/store/store-worker.ts',
  'avatar-worker': 'electron/persona/head/intake/avatar-worker.ts',
  'ingest-worker': 'electron/persona/ingest/ingest-worker.ts',
}

const packages = createRequire(import.meta.url)
/** `dist` of an installed package. */
const dist = (name: string): string => dirname(packages.resolve(name))
/** What the face detector reads at run time (renderer/head/fit/fit-client.ts), from the packages that it comes with. */
const DETECTOR_FILES = [
  ...['blazeface', 'facemesh', 'iris', 'faceres'].flatMap((model) => ['json', 'bin'].map((kind) => join(dist('@vladmandic/human'), '../models', `${model}.${kind}`))),
  ...['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'].map((file) => join(dist('@tensorflow/tfjs-backend-wasm'), file)),
]

function detectorFiles(): Plugin {
  return {
    name: 'detector-files',
    generateBundle() {
      for (const path of DETECTOR_FILES) this.emitFile({ type: 'asset', fileName: `detector/${basename(path)}`, source: readFileSync(path) })
    },
  }
}

export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      outDir: 'out/main',
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: MAIN_ENTRIES,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      outDir: 'out/preload',
      // A sandboxed preload script is one CommonJS file without node_modules.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: 'electron/shell/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [react(), detectorFiles()],
    worker: { format: 'es' },
    build: {
      target: CHROME_TARGET,
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: true,
      // Nothing becomes a data: URL: the page's policy forbids those for scripts, worklets and fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
})
