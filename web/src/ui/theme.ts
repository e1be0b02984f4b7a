import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Verdigris: the copper green of illuminated manuscripts. */
const verdigris: MantineColorsTuple = [
  '#e6f7f4',
  '#cdebe6',
  '#9fd8cf',
  '#6dc4b6',
  '#43b3a1',
  '#259f8c',
  '#178574',
  '#12695e',
  '#0e574e',
  '#08433c',
];

/** Neutral, a touch warm: pictures keep their own colours beside it. */
const dark: MantineColorsTuple = [
  '#ececec',
  '#c4c5c8',
  '#9fa1a6',
  '#74777d',
  '#4a4d53',
  '#36393e',
  '#26282c',
  '#1b1d20',
  '#141518',
  '#0c0d0f',
];

export const theme = createTheme({
  primaryColor: 'verdigris',
  primaryShade: { light: 7, dark: 7 },
  colors: { verdigris, dark },
  white: '#ffffff',
  black: '#1d1e20',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'Inter, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Noto Sans KR", "Nanum Gothic", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.25' }, h2: { fontSize: '1.15rem', lineHeight: '1.3' } },
  },
  components: {
    // Its focusable placeholder may not stand in a menu; the first item takes the focus instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // A label needs a role that may have one.
    Loader: { defaultProps: { role: 'status' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    // Their own <header> would count as a second banner of the page.
    Modal: {
      defaultProps: {
        attributes: { header: { role: 'presentation' } },
        centered: true,
        overlayProps: { backgroundOpacity: 0.55 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } }, closeButtonProps: { 'aria-label': 'Close' } } },
  },
});

/** The library's secondary text misses WCAG's 4.5:1 on its own backgrounds; these pass in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfaf8',
    '--mantine-color-dimmed': '#5d6066',
    '--mantine-color-placeholder': '#6b6e75',
    '--mantine-color-error': '#b42318',
    '--limner-surface': '#ffffff',
    '--limner-line': '#e3e1dc',
    '--limner-tile': '#e9e7e2',
    '--limner-hover': '#f1efea',
  },
  dark: {
    '--mantine-color-body': '#141518',
    '--mantine-color-text': '#e6e7e9',
    '--mantine-color-dimmed': '#a3a6ac',
    '--mantine-color-placeholder': '#8d9097',
    '--mantine-color-error': '#ff8f85',
    '--limner-surface': '#1b1d20',
    '--limner-line': '#2e3136',
    '--limner-tile': '#202327',
    '--limner-hover': '#24272b',
    // The library's own is too light for secondary text.
    '--menu-item-hover': '#2e3136',
  },
});
