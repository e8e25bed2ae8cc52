import { Card } from 'antd'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Page } from '../../shared/Page'
import { link } from '../../shared/urlState'
import { DocumentView } from './DocumentView'

/** One document by its address. */
export function DocumentPage() {
  const { t } = useTranslation()
  const { name = '', key = '' } = useParams()
  return (
    <Page
      title={key}
      above={[
        { title: t('documents.title'), to: '/documents' },
        { title: name, to: link('/documents', { flow: name }) },
      ]}
    >
      <Card>
        <DocumentView flow={name} documentKey={key} />
      </Card>
    </Page>
  )
}
