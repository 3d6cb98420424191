export type BoneRole = 'head' | 'neck' | 'leftEye' | 'rightEye'

/** Parts around an eye which do not turn with it. */
const NO_EYEBALL = /lid|brow|lash|occlusion|tear|squint|socket|corner|shadow|bag|ring/

/** What a bone or part of this name is: `LeftEye`, `Eye_L`, `lEye`, `CC_Base_R_Eye`, `mixamorig:Head`, `J_Bip_C_Head` … */
export function roleOf(name: string): BoneRole | null {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
  const plain = words.join(' ')
  if (words.includes('end') || NO_EYEBALL.test(plain)) return null
  if (words.some((word) => /^(?:face)?eye(?:ball)?$/.test(word))) {
    if (words.some((word) => word === 'l' || word === 'left')) return 'leftEye'
    if (words.some((word) => word === 'r' || word === 'right')) return 'rightEye'
    return null
  }
  if (words.at(-1) === 'head') return 'head'
  return words.some((word) => word === 'neck') ? 'neck' : null
}
