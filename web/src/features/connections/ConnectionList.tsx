import { useTranslation } from 'react-i18next'
import { Loaded } from '../../shared/Loaded'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { ConnectionCard } from './ConnectionCard'
import { useConnections, useConnectors } from './queries'

export function ConnectionList() {
  const { t } = useTranslation()
  const connections = useConnections()
  const connectors = useConnectors()
  return (
    <Page title={t('connections.title')}>
      <Loaded query={connections}>
        {(all) =>
          all.length === 0 ? (
            <Nothing title={t('connections.empty')} hint={t('connections.emptyHint')} />
          ) : (
            <div className="cards">
              {all.map((connection) => (
                <ConnectionCard
                  key={connection.name}
                  connection={connection}
                  connector={connectors.data?.find((connector) => connector.id === connection.connector)}
                />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}
