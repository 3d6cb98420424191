/** Visemes of synthesisers → symbols of the articulation table (ARPAbet or its classes; `pau` is silence). */

/** Azure's ids, which are those of SAPI 5: position is the id. */
export const AZURE_VISEMES: readonly string[] = [
  'pau', 'ah', 'aa', 'ao', 'eh', 'er', 'iy', 'w', 'ow', 'aw', 'oy', 'ay', 'hh', 'r', 'l', 's', 'sh', 'th', 'f', 't', 'k', 'p',
]

/** Amazon Polly's, over all of its languages. */
export const POLLY_VISEMES: Readonly<Record<string, string>> = {
  sil: 'pau', p: 'p', t: 't', S: 'sh', T: 'th', f: 'f', k: 'k', i: 'iy', r: 'r', s: 's', u: 'uw', '@': 'ah', a: 'aa', e: 'eh', E: 'eh',
  o: 'oh', O: 'ao', l: 'l', J: 'n', B: 'f', x: 'k', w: 'w', h: 'hh', y: 'ue',
}

/** The fifteen of Oculus and OpenXR, as Inworld sends them. */
export const OPENXR_VISEMES: Readonly<Record<string, string>> = {
  sil: 'pau', pp: 'p', ff: 'f', th: 'th', dd: 't', kk: 'k', ch: 'sh', ss: 's', nn: 'n', rr: 'r', aa: 'aa', e: 'eh', ih: 'ih', i: 'ih', oh: 'oh',
  o: 'oh', ou: 'uw', u: 'uw',
}
