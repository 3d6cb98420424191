import { MantineProvider } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ComponentType, ReactNode } from 'react'
import { FirstRunScreen } from './first-run/first-run-screen.tsx'
import { MeetingFrame } from './meeting/meeting-banner.tsx'
import { MeetingScreen } from './meeting/meeting-screen.tsx'
import { ReviewScreen } from './review/review-screen.tsx'
import type { PageServices } from './services/page-services.ts'
import { ServicesProvider, usePage } from './services/services-context.tsx'
import { SettingsScreen } from './settings/settings-screen.tsx'
import { Shell } from './shell/shell.tsx'
import type { View } from './state/page-store.ts'
import { StudioScreen } from './studio/studio-screen.tsx'
import { CompactScreen } from './talk/compact-screen.tsx'
import { TalkScreen } from './talk/talk-screen.tsx'
import { ErrorScreen } from './ui/error-screen.tsx'
import { Notices } from './ui/notices.tsx'
import { theme } from './ui/theme.ts'
import { ViewerScreen } from './viewer/viewer-screen.tsx'

const SCREENS: Record<View, ComponentType> = {
  talk: TalkScreen,
  meeting: MeetingScreen,
  review: ReviewScreen,
  studio: StudioScreen,
  settings: SettingsScreen,
  viewer: ViewerScreen,
}

export function App({ services }: { services: PageServices }) {
  return (
    <ServicesProvider value={services}>
      <Themed>
        <ErrorScreen>
          <Screen />
        </ErrorScreen>
        <Notices />
      </Themed>
    </ServicesProvider>
  )
}

function Themed({ children }: { children: ReactNode }) {
  const dark = useMediaQuery('(prefers-color-scheme: dark)', false, { getInitialValueInEffect: false })
  const chosen = usePage(({ settings }) => settings?.theme ?? 'system')
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={chosen === 'system' ? (dark ? 'dark' : 'light') : chosen}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  )
}

function Screen() {
  const known = usePage(({ settings, status }) => settings !== null && status !== null)
  const firstRun = usePage(({ settings }) => settings?.firstRunDone === false)
  const view = usePage((state) => state.view)
  const compact = usePage(({ windowMode }) => windowMode === 'compact')
  if (!known) return null
  if (firstRun) return <FirstRunScreen />
  const Current = SCREENS[view]
  return (
    <MeetingFrame>
      {compact ? (
        <CompactScreen />
      ) : (
        <Shell>
          <Current />
        </Shell>
      )}
    </MeetingFrame>
  )
}
