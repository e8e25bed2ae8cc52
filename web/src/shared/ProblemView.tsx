import { Alert, Button, Typography } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem'

function toDo(problem: Problem, t: TFunction): string {
  if (problem.status === 0) return t('problem.networkToDo')
  if (problem.status === 403) return t('problem.forbiddenToDo')
  if (problem.status === 404) return t('problem.notFoundToDo')
  if (problem.status === 409 || problem.status === 412) return t('problem.conflictToDo')
  return problem.status >= 500 ? t('problem.serverToDo') : t('problem.inputToDo')
}

/** Title of an error, for a message in passing. */
export function problemTitle(error: unknown, t: TFunction): string {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error)
  if (error.status === 0) return t('problem.network')
  return error.message || t('problem.title')
}

interface ProblemViewProps {
  error: unknown
  retry?: () => void
}

/** What was attempted, what was answered, what to do. */
export function ProblemView({ error, retry }: ProblemViewProps) {
  const { t } = useTranslation()
  const problem = error instanceof Problem ? error : null
  return (
    <Alert
      type="error"
      showIcon
      title={problemTitle(error, t)}
      {...(retry && { action: <Button onClick={retry}>{t('common.retry')}</Button> })}
      description={
        problem && (
          <dl className="facts">
            <dt>{t('common.attempted')}</dt>
            <dd>
              <Typography.Text code>{problem.call}</Typography.Text>
            </dd>
            {problem.detail && (
              <>
                <dt>{t('common.answered')}</dt>
                <dd className="pre">{problem.detail}</dd>
              </>
            )}
            {problem.status !== 0 && (
              <>
                <dt>{t('problem.code')}</dt>
                <dd>
                  <Typography.Text code>{problem.code}</Typography.Text> <span className="quiet">HTTP {problem.status}</span>
                </dd>
              </>
            )}
            <dt>{t('common.toDo')}</dt>
            <dd>{toDo(problem, t)}</dd>
          </dl>
        )
      }
    />
  )
}
