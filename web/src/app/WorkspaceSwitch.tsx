import { App, Select, Tag, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { api, body } from '../api/client'
import { useEnter, useSession } from '../features/session/session'
import { problemTitle } from '../shared/ProblemView'

/** The workspace whose things are shown; with only one there is nothing to choose. */
export function WorkspaceSwitch() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const { workspace, workspaces, demo } = useSession()
  const choose = useEnter((id: string) => body(api.POST('/api/v1/session/workspace', { body: { id } })))
  return (
    <>
      {demo && (
        <Tooltip title={t('session.demoHint')}>
          <Tag color="gold">{t('session.demo')}</Tag>
        </Tooltip>
      )}
      {workspaces.length > 1 && (
        <Select
          className="workspace"
          aria-label={t('session.workspace')}
          value={workspace.id}
          loading={choose.isPending}
          popupMatchSelectWidth={false}
          options={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) =>
            choose.mutate(id, {
              onSuccess: () => void navigate('/'),
              onError: (error) => void message.error(problemTitle(error, t)),
            })
          }
        />
      )}
    </>
  )
}
