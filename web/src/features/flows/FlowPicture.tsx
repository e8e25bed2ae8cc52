import dagre from '@dagrejs/dagre'
import { Background, Controls, Handle, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import {
  ApartmentOutlined,
  BranchesOutlined,
  CloudDownloadOutlined,
  CloudUploadOutlined,
  CodeOutlined,
  FilterOutlined,
  ScissorOutlined,
  SearchOutlined,
  SwapOutlined,
} from '@ant-design/icons'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../app/preferences'
import { Count } from '../../shared/Count'
import { needsPerson, onTheWay, type Counts } from './counts'
import type { Flow, FlowGraph } from './queries'

const width = 210
const height = 92
// A longer chain goes on in the next row, so that it can be read.
const perRow = 5

const icons: Record<string, ReactNode> = {
  source: <CloudDownloadOutlined />,
  target: <CloudUploadOutlined />,
  map: <SwapOutlined />,
  filter: <FilterOutlined />,
  route: <BranchesOutlined />,
  lookup: <SearchOutlined />,
  script: <CodeOutlined />,
  split: <ScissorOutlined />,
}

type Box = Node<{ node: FlowGraph['nodes'][number]; counts: Counts | undefined }, 'box'>

function BoxView({ data: { node, counts } }: NodeProps<Box>) {
  const { t, i18n } = useTranslation()
  return (
    <div className={`box box-${node.type}`}>
      {node.from !== null && <Handle type="target" position={Position.Left} isConnectable={false} />}
      <div className="box-kind">
        {icons[node.type] ?? <ApartmentOutlined />} {i18n.language === 'en' ? node.kindLabelEn : node.kindLabel}
      </div>
      <div className="box-name clip" title={node.label ?? node.id}>
        {node.label ?? node.id}
      </div>
      <div className="quiet small clip">{node.connection ? `${node.connection} · ${node.operation ?? ''}` : node.id}</div>
      {counts && (
        <div className="box-counts">
          <span className="good" title={t('delivery.delivered')}>
            ✓ <Count value={counts.delivered} />
          </span>
          <span className="quiet" title={t('overview.onTheWay')}>
            ⋯ <Count value={onTheWay(counts)} />
          </span>
          <span className={needsPerson(counts) > 0 ? 'bad' : 'quiet'} title={t('overview.needPerson')}>
            ! <Count value={needsPerson(counts)} />
          </span>
        </div>
      )}
      {node.type !== 'target' && <Handle type="source" position={Position.Right} isConnectable={false} />}
    </div>
  )
}

const kinds = { box: BoxView }

function laidOut(graph: FlowGraph, flow: Flow): { nodes: Box[]; edges: Edge[]; tall: number } {
  const picture = new dagre.graphlib.Graph()
  picture.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 56 })
  picture.setDefaultEdgeLabel(() => ({}))
  for (const node of graph.nodes) picture.setNode(node.id, { width, height })
  for (const node of graph.nodes) if (node.from !== null) picture.setEdge(node.from, node.id)
  dagre.layout(picture)
  const places = new Map(graph.nodes.map((node) => [node.id, picture.node(node.id) as { x: number; y: number }]))
  const columns = [...new Set([...places.values()].map((place) => place.x))].sort((a, b) => a - b)
  const tops = [...places.values()].map((place) => place.y)
  const band = Math.max(...tops) - Math.min(...tops) + height + 36
  const nodes = graph.nodes.map((node): Box => {
    const place = places.get(node.id) ?? { x: 0, y: 0 }
    const column = columns.indexOf(place.x)
    return {
      id: node.id,
      type: 'box',
      position: { x: (column % perRow) * (width + 56), y: place.y - height / 2 + Math.floor(column / perRow) * band },
      width,
      data: { node, counts: flow.targets.find((target) => target.node === node.id)?.counts },
    }
  })
  const edges = graph.nodes.flatMap((node): Edge[] =>
    node.from === null
      ? []
      : [
          {
            id: `${node.from}-${node.id}`,
            source: node.from,
            target: node.id,
            type: 'smoothstep',
            ...(node.port !== null && { label: node.port }),
            animated: flow.state === 'running',
          },
        ],
  )
  return { nodes, edges, tall: Math.ceil(columns.length / perRow) * band }
}

/** The flow as nodes and edges, from left to right; to be looked at. */
export function FlowPicture({ graph, flow }: { graph: FlowGraph; flow: Flow }) {
  const { t } = useTranslation()
  const { dark } = usePreferences()
  const { nodes, edges, tall } = useMemo(() => laidOut(graph, flow), [graph, flow])
  if (nodes.length === 0) return null
  return (
    <div
      className="picture"
      style={{ height: Math.min(tall + 64, 560) }}
      role="figure"
      aria-label={t('flows.pictureLabel', { name: flow.title ?? flow.name })}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={kinds}
        colorMode={dark ? 'dark' : 'light'}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
        minZoom={0.2}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={18} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}
