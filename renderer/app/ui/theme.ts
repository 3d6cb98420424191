import { ActionIcon, Button, createTheme, Menu, type MantineColorsTuple } from '@mantine/core'

/** Jade, the colour of the persona's voice; its css variables are in tokens.css. */
const voice: MantineColorsTuple = [
  '#e6f6ef',
  '#cdebde',
  '#9fd8c1',
  '#75c8a7',
  '#55ba92',
  '#3aa981',
  '#1f9470',
  '#0b7a58',
  '#086549',
  '#044c36',
]

export const theme = createTheme({
  fontFamily: 'var(--font-sans)',
  headings: { fontFamily: 'var(--font-sans)', fontWeight: '600' },
  colors: { voice },
  primaryColor: 'voice',
  primaryShade: { light: 7, dark: 4 },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // Named, so that global.css finds them: dark text on the light jade of the dark theme.
    Button: Button.extend({ defaultProps: { variant: 'filled' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'filled' } }),
    // The placeholder is no menu item, which screen readers stumble over; the first item takes the focus.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
  },
})
