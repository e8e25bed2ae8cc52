import { Button, Flex, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { dateTime } from '../../shared/format'
import { ProblemView } from '../../shared/ProblemView'
import { ShownOnce } from '../../shared/ShownOnce'
import { roles, type Role } from '../session/session'
import { invite, usePeopleChange } from './queries'

/** Makes an invitation, and shows its link this once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const [form] = Form.useForm<{ email: string; role: Role }>()
  const invitation = usePeopleChange(invite)
  const made = invitation.data
  return (
    <Modal
      open
      title={made ? t('people.linkTitle') : t('people.inviteTitle')}
      onCancel={onClose}
      footer={
        made ? (
          <Button type="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" loading={invitation.isPending} onClick={() => form.submit()}>
              {t('people.makeLink')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <Flex vertical gap={12}>
          <div>{t('people.linkHint', { email: invitation.variables.email, until: dateTime(made.expiresAt, i18n.language) })}</div>
          <ShownOnce text={made.link} label={t('people.linkTitle')} />
        </Flex>
      ) : (
        <Form form={form} layout="vertical" initialValues={{ role: 'operator' }} onFinish={(values) => invitation.mutate(values)}>
          <Form.Item
            name="email"
            label={t('session.email')}
            rules={[{ required: true, type: 'email', message: t('session.invalidEmail') }]}
          >
            <Input type="email" autoFocus />
          </Form.Item>
          <Form.Item name="role" label={t('people.role')}>
            <Radio.Group
              vertical
              options={roles.map((role) => ({
                value: role,
                label: (
                  <>
                    {t(`role.${role}`)} <span className="quiet small">{t(`role.hint.${role}`)}</span>
                  </>
                ),
              }))}
            />
          </Form.Item>
          {invitation.isError && <ProblemView error={invitation.error} />}
        </Form>
      )}
    </Modal>
  )
}
