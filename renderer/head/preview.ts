/** A bench for makers: every coefficient by hand, presets, states, tiers, and what a frame costs. */
import { COEFFICIENT_NAMES } from '../../electron/contract/coefficients.ts'
import { PRESETS, babble, coefficientArray, type CoefficientSet } from './presets.ts'
import type { HeadState, HeadTier } from './types.ts'
import { HeadView } from './view.ts'

const STATES: readonly HeadState[] = ['idle', 'listening', 'thinking', 'speaking']
const TIERS: readonly ('auto' | HeadTier)[] = ['auto', 'ultra', 'high', 'medium', 'low']
const AXES = ['pitch', 'yaw', 'roll'] as const
const BABBLE_S = 8

const stage = document.querySelector<HTMLElement>('#stage')!
const panel = document.querySelector<HTMLElement>('#panel')!
const parameters = new URLSearchParams(location.search)
const view = await HeadView.create({
  container: stage,
  baseUrl: parameters.get('head') ?? '/resources/head/',
  tier: (parameters.get('tier') as HeadTier | null) ?? 'auto',
})

const coefficients = coefficientArray({})
const rotationDeg: [number, number, number] = [0, 0, 0]
const gaze: [number, number] = [0, 0]
const sliders = new Map<string, HTMLInputElement>()

function showStill(): void {
  const headRotation = rotationDeg.map((degrees) => (degrees * Math.PI) / 180) as [number, number, number]
  view.setStill({ coefficients: coefficients.slice(), headRotation, gaze: [...gaze] })
}

function applyPreset(set: CoefficientSet): void {
  coefficients.set(coefficientArray(set))
  COEFFICIENT_NAMES.forEach((name, i) => {
    sliders.get(name)!.value = String(coefficients[i])
  })
  showStill()
}

function section(title: string): HTMLFieldSetElement {
  const fieldset = document.createElement('fieldset')
  const legend = document.createElement('legend')
  legend.textContent = title
  fieldset.append(legend)
  panel.append(fieldset)
  return fieldset
}

function buttons(title: string, names: readonly string[], press: (name: string) => void): void {
  const row = document.createElement('div')
  row.className = 'row'
  for (const name of names) {
    const button = document.createElement('button')
    button.textContent = name
    button.addEventListener('click', () => press(name))
    row.append(button)
  }
  section(title).append(row)
}

function slider(parent: HTMLElement, name: string, least: number, most: number, change: (value: number) => void): void {
  const label = document.createElement('label')
  const input = document.createElement('input')
  Object.assign(input, { type: 'range', min: String(least), max: String(most), step: '0.01', value: '0' })
  input.addEventListener('input', () => {
    change(Number(input.value))
    showStill()
  })
  label.append(name, input)
  parent.append(label)
  sliders.set(name, input)
}

function play(): void {
  view.setStill(null)
  view.reset()
  view.pushFrames(babble(BABBLE_S))
  view.setState('speaking')
  const startMs = performance.now()
  view.setClock(() => (performance.now() - startMs) / 1000)
  setTimeout(() => {
    view.setClock(null)
    view.setState('idle')
  }, BABBLE_S * 1000)
}

const stats = document.createElement('pre')
section('Frame').append(stats)
setInterval(() => {
  const { tier, thread, renderer, msPerFrame, fps, triangles, drawCalls, width, height } = view.stats()
  stats.textContent = [
    `${tier} in the ${thread} thread, ${width} × ${height}`,
    `${fps.toFixed(1)} fps · ${msPerFrame.p50.toFixed(1)} ms (p95 ${msPerFrame.p95.toFixed(1)})`,
    `${triangles} triangles · ${drawCalls} draw calls`,
    renderer,
  ].join('\n')
}, 250)

buttons('Tier', TIERS, (tier) => view.setTier(tier as 'auto' | HeadTier))
buttons('Life', [...STATES, 'babble', 'flush'], (name) => {
  if (name === 'babble') play()
  else if (name === 'flush') view.flush()
  else {
    view.setStill(null)
    view.setState(name as HeadState)
  }
})
buttons('Presets', Object.keys(PRESETS), (name) => applyPreset(PRESETS[name]!))
const pose = section('Pose')
AXES.forEach((axis, i) => slider(pose, axis, -15, 15, (degrees) => (rotationDeg[i] = degrees)))
;(['gaze x', 'gaze y'] as const).forEach((name, i) => slider(pose, name, -1, 1, (value) => (gaze[i] = value)))
const shapes = section('Coefficients')
COEFFICIENT_NAMES.forEach((name, i) => slider(shapes, name, 0, 1, (value) => (coefficients[i] = value)))

Object.assign(globalThis, { headView: view })
