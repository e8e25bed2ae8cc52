import { useTranslation } from 'react-i18next'
import { count } from './format'

/** A number with separators; zero may be quiet, so that the others are seen. */
export function Count({ value, quietZero = false }: { value: number; quietZero?: boolean }) {
  const { i18n } = useTranslation()
  return <span className={quietZero && value === 0 ? 'figures quiet' : 'figures'}>{count(value, i18n.language)}</span>
}
