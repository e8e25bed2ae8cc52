import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

/** As the server wants it at least. */
export const shortestPassword = 10

/** A new password, twice; the second must be like the first. */
export function PasswordFields({ name = 'password', size }: { name?: string; size?: 'large' | 'middle' }) {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item
        name={name}
        label={t('session.newPassword')}
        extra={t('session.passwordHint', { count: shortestPassword })}
        rules={[
          { required: true, message: t('session.needed', { field: t('session.newPassword') }) },
          { min: shortestPassword, message: t('session.passwordHint', { count: shortestPassword }) },
        ]}
      >
        <Input.Password size={size ?? 'middle'} autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name={`${name}Again`}
        label={t('session.repeatPassword')}
        dependencies={[name]}
        rules={[
          { required: true, message: t('session.needed', { field: t('session.repeatPassword') }) },
          ({ getFieldValue }) => ({
            validator: (_, value: unknown) =>
              !value || value === getFieldValue(name)
                ? Promise.resolve()
                : Promise.reject(new Error(t('session.passwordsDiffer'))),
          }),
        ]}
      >
        <Input.Password size={size ?? 'middle'} autoComplete="new-password" />
      </Form.Item>
    </>
  )
}
