import { IconAlertTriangle, IconFileText } from '@tabler/icons-react'
import type { IngestReport } from '../../../electron/contract/persona.ts'
import { fileName, plural, reportSentence } from '../state/studio-words.ts'
import styles from './ingest-report.module.css'

/** What became of every file, those that could not be read first: there is something to do about them. */
export function IngestReportView({ report }: { report: IngestReport }) {
  const { documents, skipped } = report
  return (
    <div className={styles.report} data-testid="ingest-report">
      <p>{reportSentence(report)}</p>
      {skipped.length > 0 && (
        <ul className={styles.files} aria-label="Files that could not be read" tabIndex={0}>
          {skipped.map(({ file, reason }) => (
            <li key={file} className={styles.skipped} data-testid="ingest-skipped">
              <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
              <span>
                <span className={styles.title} title={file}>
                  {fileName(file)}
                </span>
                <span>{reason}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {documents.length > 0 && (
        <ul className={styles.files} aria-label="Documents made" tabIndex={0}>
          {documents.map(({ id, title, file, words }) => (
            <li key={id} data-testid="ingest-document">
              <IconFileText size={18} stroke={1.75} aria-hidden />
              <span>
                <span className={styles.title}>{title}</span>
                <span title={file}>
                  {fileName(file)}, {plural(words, 'word')}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
