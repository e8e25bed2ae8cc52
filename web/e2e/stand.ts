import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const binary = process.env.WEIR_BINARY ?? join(import.meta.dirname, '../../artifacts/bin/Weir.Server/release/weir')

// What the sandbox takes as app secret; its settings are made up.
const connections = (sandbox: string) => `
connections:
  zhilong:
    connector: zhilong
    settings: { baseUrl: "${sandbox}/zhilong", auth: { value: "Bearer demo-token" } }
  kingdee:
    connector: kingdee-cloud
    settings:
      serverUrl: "${sandbox}/kingdee/k3cloud/"
      acctId: 5f0a1b2c3d4e5f
      userName: demo
      appId: "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr"
      appSecret: "0123456789abcdef0123456789abcdef"
`

const flow = `
name: customers
title: 植隆客户 → 金蝶客户
search: [agentName]
nodes:
  agents: { type: source, label: 查询客户, connection: zhilong, operation: agentInfo.list, key: agentId }
  customer:
    type: map
    label: 客户字段映射
    from: agents
    fields:
      FCreateOrgId: 100
      FUseOrgId: 100
      FName: "{{agentName}}"
      FTRADINGCURRID: PRE001
      F_out_id: "{{agentId}}"
  kingdee:
    type: target
    label: 客户新增
    from: customer
    connection: kingdee
    operation: batchSave
    settings:
      formId: BD_Customer
      identity: F_out_id
      verifyBaseData: true
      batchRows: 20
      fields: { F_out_id: { kind: text } }
`

/** A sandbox and a server that works with it, as processes, on a directory of their own. */
export class Stand {
  private readonly processes: ChildProcess[] = []
  private readonly root = mkdtempSync(join(tmpdir(), 'weir-e2e-'))
  address = ''
  sandbox = ''
  /** The link for the first set-up, as the server has printed it. */
  setupLink = ''

  static async start(agents: number): Promise<Stand> {
    const stand = new Stand()
    stand.sandbox =
      (await stand.run(['sandbox', '--agents', String(agents), '--urls', 'http://127.0.0.1:0'], /(http:\S+)\/zhilong/))[1] ?? ''
    mkdirSync(join(stand.root, 'flows'))
    writeFileSync(join(stand.root, 'flows', 'customers.yaml'), flow)
    writeFileSync(join(stand.root, 'connections.yaml'), connections(stand.sandbox))
    const args = [
      'serve',
      '--data',
      'data',
      '--flows',
      'flows',
      '--connections',
      'connections.yaml',
      '--urls',
      'http://127.0.0.1:0',
    ]
    const link = await stand.run(args, /(http:\/\/\S+?)(\/setup\S+)/)
    stand.address = link[1] ?? ''
    stand.setupLink = link[0]
    return stand
  }

  /** Changes the simulated vendors. */
  async changeVendor(path: string, change: object): Promise<void> {
    const response = await fetch(`${this.sandbox}/_sandbox/${path}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(change),
    })
    if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`)
  }

  async customers(): Promise<{ F_out_id: string; FName: string; FNumber: string }[]> {
    const response = await fetch(`${this.sandbox}/_sandbox/kingdee/forms/BD_Customer?limit=1000`)
    return ((await response.json()) as { rows: { F_out_id: string; FName: string; FNumber: string }[] }).rows
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.processes.reverse().map(
        (process) =>
          new Promise<void>((ended) => {
            if (process.exitCode !== null) {
              ended()
              return
            }
            process.once('exit', () => ended())
            process.kill('SIGINT')
          }),
      ),
    )
    rmSync(this.root, { recursive: true, force: true })
  }

  private run(args: string[], ready: RegExp): Promise<RegExpExecArray> {
    const process = spawn(binary, args, { cwd: this.root })
    this.processes.push(process)
    let said = ''
    return new Promise((found, failed) => {
      const listen = (text: Buffer) => {
        said += text.toString()
        const match = ready.exec(said)
        if (match) found(match)
      }
      process.stdout.on('data', listen)
      process.stderr.on('data', listen)
      process.once('error', failed)
      process.once('exit', (code) => failed(new Error(`weir ${args[0] ?? ''} ended with ${code}:\n${said}`)))
    })
  }
}
