import styles from './monogram.module.css'

/** Initials on a disc, where a face would be too small to tell who it is. */
export function Monogram({ name, size = 36 }: { name: string; size?: number }) {
  return (
    <span className={styles.disc} style={{ width: size, height: size, fontSize: size * 0.4 }} aria-hidden>
      {initials(name)}
    </span>
  )
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return [...new Set([words[0], words.at(-1)])].map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('')
}
