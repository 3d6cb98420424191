import { Component, type ReactNode } from 'react'
import styles from './error-screen.module.css'

/** What stands in for the page when drawing it failed. The conversation itself goes on in the main process. */
export class ErrorScreen extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <main className={styles.screen} role="alert">
        <h1>This window stopped working.</h1>
        <p>Nothing you asked is lost. Open it again to go on.</p>
        <button type="button" onClick={() => location.reload()}>
          Open it again
        </button>
      </main>
    )
  }
}
