import { Drawer, Loader } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { IpcResponse } from '../../../electron/contract/ipc.ts'
import type { Citation } from '../../../electron/contract/turn.ts'
import { documentBlocks, type DocumentBlock } from '../state/document-blocks.ts'
import { request } from '../services/request.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { longDate } from './format.ts'
import styles from './document-drawer.module.css'

type PersonaDocument = IpcResponse<'persona.document'>

/** The whole document behind a quotation, opened where the quotation stands. */
export function DocumentDrawer() {
  const services = useServices()
  const citation = usePage((state) => state.openCitation)
  const [document, setDocument] = useState<PersonaDocument | null>(null)
  const documentId = citation?.documentId

  useEffect(() => {
    if (!documentId) return
    let current = true
    setDocument(null)
    void services.notices.guard(request(services.api, 'persona.document', { documentId })).then((found) => {
      if (!current) return
      if (found) setDocument(found)
      else services.store.setState({ openCitation: null })
    })
    return () => {
      current = false
    }
  }, [services, documentId])

  return (
    <Drawer
      opened={citation !== null}
      onClose={() => services.store.setState({ openCitation: null })}
      position="right"
      size="min(620px, 100vw)"
      title={citation?.document}
      lockScroll={false}
      classNames={{ content: styles.drawer, title: styles.title, body: styles.body }}
      closeButtonProps={{ 'aria-label': 'Close the document' }}
    >
      {citation && document ? <Passage document={document} citation={citation} /> : <Loader size="sm" aria-label="Opening the document" />}
    </Drawer>
  )
}

function Passage({ document, citation }: { document: PersonaDocument; citation: Citation }) {
  const passage = useRef<HTMLElement>(null)
  useEffect(() => {
    passage.current?.scrollIntoView({ block: 'center' })
  }, [document, citation])
  const blocks = documentBlocks(document.text, citation.startChar, citation.endChar)
  const first = blocks.findIndex((block) => block.marked !== '')
  return (
    <article className={styles.article} data-testid="document" tabIndex={0} aria-label={document.title}>
      <p className={styles.meta}>
        {[document.kind, document.date && longDate(document.date)].filter(Boolean).join(', ')}
      </p>
      {blocks.map((block, k) => (
        <Block key={k} block={block} passage={k === first ? passage : undefined} />
      ))}
    </article>
  )
}

function Block({ block, passage }: { block: DocumentBlock; passage?: React.Ref<HTMLElement> }) {
  const Tag = block.heading ? 'h3' : 'p'
  return (
    <Tag>
      {block.before}
      {block.marked && (
        <mark ref={passage} data-testid="passage">
          {block.marked}
        </mark>
      )}
      {block.after}
    </Tag>
  )
}
