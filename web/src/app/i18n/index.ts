import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { recall, remember } from '../../shared/remembered'
import { en } from './en'
import { zh } from './zh'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const chosen = recall('language')

void i18next.use(initReactI18next).init({
  lng: languages.find((language) => language === chosen) ?? 'zh-CN',
  fallbackLng: 'zh-CN',
  resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
  interpolation: { escapeValue: false },
  returnNull: false,
})
document.documentElement.lang = i18next.language
i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language
  remember('language', language)
})

export { i18next as i18n }
