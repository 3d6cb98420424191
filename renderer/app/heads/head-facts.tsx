import type { HeadReport } from '../../../electron/contract/avatar.ts'
import { kindSentence, noticeable, shapeList, shapesSentence } from '../state/head-words.ts'
import styles from './heads.module.css'

/** What a head is and what of a face it can move. */
export function HeadFacts({ report }: { report: HeadReport }) {
  const notable = noticeable(report)
  return (
    <div data-testid="head-facts" data-kind={report.kind} data-channels={report.channels.length}>
      <h3>{kindSentence(report)}</h3>
      <p>{shapesSentence(report)}{report.eyes ? ', and eyeballs that turn' : ''}.</p>
      {notable.length > 0 && (
        <ul className={styles.notable}>
          {notable.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {report.missing.length > 0 && (
        <details className={styles.more} data-testid="head-missing">
          <summary>What it cannot move ({report.missing.length})</summary>
          <p>{shapeList(report.missing).join(', ')}</p>
        </details>
      )}
      {report.unknown.length > 0 && (
        <details className={styles.more} data-testid="head-unknown">
          <summary>Names without a meaning here ({report.unknown.length})</summary>
          <p>{report.unknown.join(', ')}</p>
        </details>
      )}
    </div>
  )
}
