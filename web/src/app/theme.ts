import type { ThemeConfig } from 'antd'
import { theme as antd } from 'antd'

export const appearances = ['system', 'light', 'dark'] as const
export type Appearance = (typeof appearances)[number]

const fonts =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif'
export const codeFont = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace'

/** Colours and measures; water in daylight, and at night. */
export function themeOf(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#3a9cc7' : '#0b6e99',
      colorInfo: dark ? '#3a9cc7' : '#0b6e99',
      colorLink: dark ? '#58b4dc' : '#0b6e99',
      colorBgLayout: dark ? '#101417' : '#f4f6f8',
      ...(dark && { colorBgContainer: '#161c20', colorBgElevated: '#1d252a' }),
      borderRadius: 6,
      fontFamily: fonts,
      fontFamilyCode: codeFont,
    },
    components: {
      Layout: {
        headerHeight: 52,
        headerPadding: '0 20px',
        siderBg: dark ? '#14191d' : '#ffffff',
        headerBg: dark ? '#14191d' : '#ffffff',
      },
      Menu: {
        itemBg: 'transparent',
        itemBorderRadius: 6,
        itemMarginInline: 8,
        itemHeight: 38,
        activeBarBorderWidth: 0,
        itemSelectedBg: dark ? '#173a4a' : '#e3f1f7',
        itemSelectedColor: dark ? '#8fd0ec' : '#0b5f85',
      },
      Table: { cellPaddingBlockMD: 9, cellPaddingInlineMD: 12, headerSplitColor: 'transparent' },
      Card: { headerFontSize: 15 },
    },
  }
}
