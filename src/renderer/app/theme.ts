import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'

const river: MantineColorsTuple = [
  '#eef4ff',
  '#e3ecfc',
  '#bcd0f8',
  '#94b4f4',
  '#86aefb',
  '#5b8ef2',
  '#2f68d8',
  '#2159c9',
  '#1c4aa6',
  '#173c86',
]
const gray: MantineColorsTuple = [
  '#f6f7f9',
  '#eef0f3',
  '#e2e6eb',
  '#cdd4dd',
  '#b0b9c5',
  '#8b95a3',
  '#535e6d',
  '#3f4957',
  '#2c3440',
  '#1b222c',
]
const dark: MantineColorsTuple = [
  '#dde2ea',
  '#a3adbb',
  '#909bab',
  '#5c6777',
  '#384252',
  '#242b36',
  '#1b2029',
  '#14181f',
  '#10141a',
  '#0d1015',
]

const DIALOG = { padding: 'lg', transitionProps: { duration: 90 } }
const DIALOG_STYLES = {
  content: { background: 'var(--dd-raised)', border: '1px solid var(--dd-line-strong)' },
  header: { background: 'var(--dd-raised)' },
  title: { fontSize: '15px', fontWeight: 600 },
}

/** Dense and quiet: 13 px text, small controls, one accent, hardly any shadow. Colours that mean something are tokens. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'river',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { river, gray, dark },
  black: '#1b222c',
  fontFamily: "Inter, 'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: 'var(--dd-mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.3' },
  spacing: { xs: '6px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 'var(--dd-radius)',
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '18px' }, h2: { fontSize: '15px' }, h3: { fontSize: '13px' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    Button: { defaultProps: { size: 'xs' } },
    InputWrapper: { styles: { description: { fontSize: '12px' } } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Menu: {
      defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false },
      styles: { dropdown: { background: 'var(--dd-raised)', borderColor: 'var(--dd-line-strong)' } },
    },
    Modal: { defaultProps: DIALOG, styles: DIALOG_STYLES },
    ModalRoot: { defaultProps: DIALOG, styles: DIALOG_STYLES },
    ModalOverlay: { defaultProps: { backgroundOpacity: 0.35 } },
    NumberInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Tabs: { defaultProps: { variant: 'default' } },
    Textarea: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 80 }, withArrow: false } },
  },
})

/** Lets Mantine's own parts draw with the tokens of `tokens.css`, so that there is one palette. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: TOKENS, dark: TOKENS })

const TOKENS: Record<string, string> = {
  '--mantine-color-body': 'var(--dd-surface)',
  '--mantine-color-text': 'var(--dd-text)',
  '--mantine-color-dimmed': 'var(--dd-text-dim)',
  '--mantine-color-placeholder': 'var(--dd-text-faint)',
  '--mantine-color-default': 'var(--dd-surface)',
  '--mantine-color-default-hover': 'var(--dd-hover)',
  '--mantine-color-default-color': 'var(--dd-text)',
  '--mantine-color-default-border': 'var(--dd-line-strong)',
  '--mantine-color-error': 'var(--dd-removed)',
  '--mantine-color-anchor': 'var(--dd-accent)',
}
