import type { AnimationEmotion } from '../../../contract/animation.ts'

/** Azure's speaking styles for our emotions; a voice without a style speaks as ever. */
const STYLES: Partial<Record<AnimationEmotion['name'], string>> = { joy: 'cheerful', anger: 'angry', sadness: 'sad', surprise: 'excited', concern: 'empathetic' }

/** Characters that XML 1.0 does not have at all. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/** A document that says `text` and nothing else, whatever the text looks like, with the face's coefficients asked for. */
export function speechWithFace(text: string, voice: string, emotion?: AnimationEmotion): string {
  const language = /^[a-z]{2,3}-[A-Z]{2}/.exec(voice)?.[0] ?? 'en-US'
  const style = emotion && STYLES[emotion.name]
  const words = escapeXml(text)
  const degree = Math.max(0.01, Math.min(2, 2 * (emotion?.strength ?? 0))).toFixed(2)
  const said = style ? `<mstts:express-as style="${style}" styledegree="${degree}">${words}</mstts:express-as>` : words
  return [
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="${language}">`,
    `<voice name="${escapeXml(voice)}"><mstts:viseme type="FacialExpression"/>${said}</voice></speak>`,
  ].join('')
}
