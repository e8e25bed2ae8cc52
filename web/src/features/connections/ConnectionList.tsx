import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../shared/Loaded'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { useUrlFilter } from '../../shared/urlState'
import { useMay } from '../session/session'
import { ConnectionCard } from './ConnectionCard'
import { ConnectionForm } from './ConnectionForm'
import { useConnections, useConnectors } from './queries'

const filters = ['edit', 'new'] as const

/** Accounts of systems: how they are, tests, settings. */
export function ConnectionList() {
  const { t } = useTranslation()
  const mayEdit = useMay()('connections.edit')
  const connections = useConnections()
  const connectors = useConnectors()
  const [open, change] = useUrlFilter(filters)
  const edited = connections.data?.find((connection) => connection.name === open.edit)
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: '1' })}>
      {t('connections.add')}
    </Button>
  )
  return (
    <Page title={t('connections.title')} actions={mayEdit && add}>
      <Loaded query={connections}>
        {(all) =>
          all.length === 0 ? (
            <Nothing title={t('connections.empty')} hint={t('connections.emptyHint')}>
              {mayEdit && add}
            </Nothing>
          ) : (
            <div className="cards">
              {all.map((connection) => (
                <ConnectionCard
                  key={connection.name}
                  connection={connection}
                  connector={connectors.data?.find((connector) => connector.id === connection.connector)}
                  onEdit={() => change({ edit: connection.name })}
                />
              ))}
            </div>
          )
        }
      </Loaded>
      {mayEdit && connectors.data && (open.new !== undefined || (edited && !edited.fromFile)) && (
        <ConnectionForm
          key={edited?.name ?? ''}
          connection={edited ?? null}
          connectors={connectors.data}
          onClose={() => change({ edit: undefined, new: undefined })}
        />
      )}
    </Page>
  )
}
