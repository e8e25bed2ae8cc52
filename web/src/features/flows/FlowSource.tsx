import { useTranslation } from 'react-i18next'
import { Code } from '../../shared/Code'
import type { Flow } from './queries'

/** The flow file; lines with problems are marked. */
export function FlowSource({ yaml, problems }: { yaml: string; problems: Flow['problems'] }) {
  const { t } = useTranslation()
  return (
    <Code
      text={yaml}
      language="yaml"
      label={t('flows.tabs.source')}
      maxHeight="64vh"
      marked={[...new Set(problems.map((p) => p.line))]}
    />
  )
}
