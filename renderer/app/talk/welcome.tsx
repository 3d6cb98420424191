import { usePage, useServices } from '../services/services-context.tsx'
import styles from './welcome.module.css'

/** Before the first question: what one can do here, shown by questions that have an answer. */
export function Welcome() {
  const services = useServices()
  const persona = usePage(({ status }) => status?.persona)
  if (!persona) return null
  const firstName = persona.name.split(' ')[0]
  return (
    <div className={styles.welcome}>
      <h2>Ask {firstName} anything about {persona.organisation || 'the work'}.</h2>
      <p>
        Answers quote what {firstName} wrote and said, in {persona.documents} documents. Where there is nothing to quote,
        you are told so.
      </p>
      {persona.suggestedQuestions.length > 0 && (
        <>
          <h3>Say one of these, or choose it</h3>
          <ul>
            {persona.suggestedQuestions.slice(0, 5).map((question) => (
              <li key={question}>
                <button type="button" onClick={() => services.ask(question)} data-testid="suggestion">
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
