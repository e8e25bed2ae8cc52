import type { TFunction } from 'i18next'

/** What started a run, in words. The ledger keeps trigger:NAME for triggers of the flow. */
export function triggerText(trigger: string, t: TFunction): string {
  if (trigger === 'cli' || trigger === 'api' || trigger === 'release') return t(`trigger.${trigger}`)
  return trigger.startsWith('trigger:') ? trigger.slice('trigger:'.length) : trigger
}
