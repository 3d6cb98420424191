import type { Command } from 'commander'
import { COEFFICIENT_INDEX } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { inspectHead } from '../persona/head/inspect-head.ts'
import { AvatarReader } from '../persona/head/intake/avatar-reader.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

interface RenderOptions extends OutputOptions {
  head: string
  set: string
  pitch: string
  yaw: string
  roll: string
  gaze: string
  size: string
  tier: string
  out: string
}

interface FitOptions extends OutputOptions {
  photo: string[]
  out: string
}

const TIERS = ['ultra', 'high', 'medium', 'low'] as const
const LARGEST_PX = 4096

export function registerHead(program: Command): void {
  const head = program.command('head').description('heads: what one consists of, and pictures of it')
  head
    .command('inspect')
    .description('what moves a head: a glTF or VRM model, the zip of a LAM avatar, or the folder of a head')
    .argument('<file>', 'the file, or the folder')
    .option('--json', 'print {kind, channels, missing, unknown, triangles, splats, eyes}')
    .action((file: string, options: OutputOptions) =>
      runCommand(
        options,
        () => inspectHead(file, (path) => new AvatarReader().read({ path, into: null })),
        ({ kind, channels, missing, unknown, triangles, splats }) =>
          [
            `${kind}: ${triangles === null ? `${splats ?? 0} splats` : `${triangles} triangles`}, moved by ${channels.length} coefficients`,
            ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
            ...(unknown.length > 0 ? [`names without a meaning here: ${unknown.join(', ')}`] : []),
          ].join('\n'),
      ),
    )
  head
    .command('fit')
    .description('a head from photographs of one person, made on this machine, and how like it is')
    .requiredOption('--photo <file...>', 'one to eight photographs; the first becomes the portrait')
    .requiredOption('--out <dir>', 'folder of the new head')
    .option('--json', 'print {landmarkNme, redetectedNme, similarity, similarityAtRest, control, seconds, expression, warnings}')
    .action((options: FitOptions) =>
      runCommand(
        options,
        async () => {
          const { fitPhotos } = await import('../../e2e/head/fit-photos.ts')
          return fitPhotos({ photos: options.photo, out: options.out })
        },
        ({ landmarkNme, redetectedNme, similarity, similarityAtRest, control, seconds, warnings }) =>
          [
            `fitted in ${seconds.toFixed(1)} s; landmarks ${percent(landmarkNme)} of the eye distance off, ${percent(redetectedNme)} on its picture`,
            `likeness ${similarity['0']?.toFixed(2) ?? '–'} / ${similarity['5']?.toFixed(2) ?? '–'} / ${similarity['10']?.toFixed(2) ?? '–'} at 0 / 5 / 10°, ${control?.toFixed(2) ?? '–'} with another face`,
            `at rest ${similarityAtRest['0']?.toFixed(2) ?? '–'} / ${similarityAtRest['5']?.toFixed(2) ?? '–'} / ${similarityAtRest['10']?.toFixed(2) ?? '–'}`,
            ...warnings,
            options.out,
          ].join('\n'),
      ),
    )
  head
    .command('render')
    .description('a picture of a head, drawn by the real Electron, and how fast it is drawn')
    .option('--head <default|dir|file>', 'the head: the one that ships, a folder, or an avatar made elsewhere', 'default')
    .option('--set <name=value,…>', 'coefficients, 0 to 1', '')
    .option('--pitch <degrees>', 'turn of the head, up', '0')
    .option('--yaw <degrees>', 'turn of the head, to its left', '0')
    .option('--roll <degrees>', 'tilt of the head', '0')
    .option('--gaze <x,y>', 'where it looks', '0,0')
    .option('--size <WxH>', 'pixels', '512x640')
    .option('--tier <tier>', TIERS.join(', '), 'low')
    .requiredOption('--out <png>', 'where the picture goes')
    .option('--json', 'print {tier, triangles, drawCalls, msPerFrame, fps}')
    .action((options: RenderOptions) =>
      runCommand(
        options,
        async () => {
          const request = renderRequest(options)
          // Loaded here only: it brings Playwright along.
          const { renderHead } = await import('../../e2e/head/render-head.ts')
          return renderHead(request)
        },
        ({ tier, triangles, drawCalls, msPerFrame, fps }) =>
          `${tier}: ${triangles} triangles in ${drawCalls} draw calls, ${msPerFrame.toFixed(1)} ms a frame, ${fps.toFixed(1)} frames a second\n${options.out}`,
      ),
    )
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`
}

/** @throws `bad_request` naming the option that cannot be used */
function renderRequest(options: RenderOptions) {
  const set = Object.fromEntries(
    options.set.split(',').filter(Boolean).map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      if (!(name in COEFFICIENT_INDEX)) throw wrong(`There is no coefficient «${name}»; --set takes pairs such as jawOpen=0.6,mouthFunnel=0.3.`)
      return [name, number(value, `--set ${name}`)]
    }),
  )
  const size = /^(\d{2,4})x(\d{2,4})$/.exec(options.size)
  const [width, height] = [Number(size?.[1]), Number(size?.[2])]
  if (!size || width > LARGEST_PX || height > LARGEST_PX) throw wrong(`--size takes width and height in pixels up to ${LARGEST_PX}, such as 512x640.`)
  const tier = TIERS.find((name) => name === options.tier)
  if (!tier) throw wrong(`--tier takes one of ${TIERS.join(', ')}.`)
  const [gazeX = '', gazeY = ''] = options.gaze.split(',')
  return {
    head: options.head,
    out: options.out,
    view: { tier, width, height },
    pose: {
      set,
      rotationDeg: [number(options.pitch, '--pitch'), number(options.yaw, '--yaw'), number(options.roll, '--roll')] as const,
      gaze: [number(gazeX, '--gaze'), number(gazeY, '--gaze')] as const,
    },
  }
}

function number(text: string, option: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw wrong(`${option} takes a number.`)
  return value
}

function wrong(message: string): UnderstudyError {
  return new UnderstudyError('bad_request', message)
}
