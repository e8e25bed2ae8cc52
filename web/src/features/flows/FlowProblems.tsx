import { Alert, Flex } from 'antd'
import { useTranslation } from 'react-i18next'
import { Nothing } from '../../shared/Nothing'
import type { Flow } from './queries'

/** What is wrong with the flow file, and where. */
export function FlowProblems({ problems }: { problems: Flow['problems'] }) {
  const { t } = useTranslation()
  if (problems.length === 0) return <Nothing title={t('flows.noProblems')} />
  return (
    <Flex vertical gap={8}>
      {problems.map((problem) => (
        <Alert
          key={`${problem.line}:${problem.column}:${problem.message}`}
          type={problem.severity}
          showIcon
          title={problem.message}
          description={
            <span className="quiet">
              {t(`flows.severity.${problem.severity}`)} · {t('flows.line', { line: problem.line })}
              {problem.path && ` · ${problem.path}`}
            </span>
          }
        />
      ))}
    </Flex>
  )
}
