import { Button, Loader, Modal, Progress } from '@mantine/core'
import { useStore } from 'zustand'
import { useServices } from '../services/services-context.tsx'
import { AvatarDrop } from './avatar-drop.tsx'
import { ChooseAvatar } from './choose-avatar.tsx'
import { HeadPreviewPane } from './head-preview-pane.tsx'
import type { HeadOffer } from './head-offers.ts'
import styles from './heads.module.css'

/** A face made elsewhere that was dropped or chosen: read, looked at, taken over or put away. Another that is dropped onto it takes its place. */
export function HeadDialog() {
  const { heads } = useServices()
  const offer = useStore(heads.store, (state) => state.offer)
  return (
    <AvatarDrop whole onFiles={(files) => heads.exchange(files)}>
      <Modal
        opened={offer !== null}
        onClose={() => void heads.putAway()}
        title={offer ? titleOf(offer) : ''}
        size="min(920px, 96vw)"
        radius="lg"
        centered
        lockScroll={false}
        classNames={{ title: styles.title }}
        closeButtonProps={{ 'aria-label': 'Put it away' }}
      >
        {offer && <Step offer={offer} />}
      </Modal>
    </AvatarDrop>
  )
}

function titleOf({ step, name }: HeadOffer): string {
  if (step === 'reading') return `Reading «${name}»`
  if (step === 'fitting') return `A face from ${name.endsWith('photographs') ? name : `«${name}»`}`
  return step === 'refused' ? `«${name}» was not taken` : name
}

function Step({ offer }: { offer: HeadOffer }) {
  const { heads } = useServices()
  const personaId = useStore(heads.store, (state) => state.personaId)
  switch (offer.step) {
    case 'reading':
      return (
        <div className={styles.reading} role="status" data-testid="head-reading">
          {offer.share < 1 ? <Progress value={offer.share * 100} aria-label="Copied" radius="xl" /> : <Loader size="sm" aria-hidden />}
          <p>{offer.share < 1 ? 'It is copied …' : 'It is read, and made ready to be drawn …'}</p>
          <div className={styles.buttons}>
            <Button variant="default" radius="xl" onClick={() => void heads.putAway()}>
              Cancel
            </Button>
          </div>
        </div>
      )
    case 'fitting':
      return (
        <div className={styles.reading} role="status" data-testid="head-fitting">
          <Progress value={offer.share * 100} aria-label="Finished" radius="xl" />
          <p>The face is found, its shape is fitted and its skin is read. Nothing leaves this machine.</p>
          <div className={styles.buttons}>
            <Button variant="default" radius="xl" onClick={() => void heads.putAway()}>
              Cancel
            </Button>
          </div>
        </div>
      )
    case 'refused':
      return (
        <div className={styles.reading}>
          <p className={styles.refused} role="alert" data-testid="head-refused">
            {offer.message}
          </p>
          <div className={styles.buttons}>
            <Button variant="default" radius="xl" onClick={() => void heads.putAway()} data-autofocus>
              Close
            </Button>
            <ChooseAvatar personaId={personaId} label="Choose another" />
          </div>
        </div>
      )
    case 'ready':
      return <HeadPreviewPane key={offer.preview.id} preview={offer.preview} notes={offer.notes ?? []} />
  }
}
