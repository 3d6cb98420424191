import { UnderstudyError } from '../../contract/errors.ts'
import type { BakedMesh } from './baked.ts'

/** A face that cannot open its mouth cannot speak. @throws `persona_invalid` */
export function requireSpeakable({ bindings, unknownShapes }: BakedMesh): void {
  if (bindings.some(({ coefficient, shape }) => coefficient === 'jawOpen' && shape.indices.length > 0)) return
  const examples = unknownShapes.slice(0, 3).map((name) => `«${name.slice(0, 40)}»`).join(', ')
  throw new UnderstudyError(
    'persona_invalid',
    bindings.length === 0
      ? `The model's shapes have names that say nothing to Understudy${examples ? ` (${examples})` : ''}; name them after ARKit, VRM or the Oculus visemes and export it again.`
      : 'The model has no shape that opens its mouth (jawOpen, aa or viseme_aa), so it could not speak; add one and export it again.',
  )
}
