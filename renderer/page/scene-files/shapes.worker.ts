import { tooLargeMesh } from '../../../shared/meshes/bad-mesh.ts'
import { type FileShape, readShape, SHAPE_FILE_BYTES_MAX } from '../../../shared/meshes/files/read-shape.ts'
import { buffersOfPacked } from '../../../shared/meshes/pack-mesh.ts'
import { messageOf, type Result } from '../../../shared/problem.ts'

// Started for one file, and ended by the page.
self.onmessage = async ({ data: file }: MessageEvent<File>) => {
  const read = await readFile(file)
  self.postMessage(read, { transfer: read.ok ? buffersOfPacked(read.value.mesh) : [] })
}

async function readFile(file: File): Promise<Result<FileShape>> {
  if (file.size > SHAPE_FILE_BYTES_MAX) {
    return tooLargeMesh(file.name, `has ${file.size} bytes, more than ${SHAPE_FILE_BYTES_MAX}`)
  }
  try {
    return readShape(new Uint8Array(await file.arrayBuffer()), file.name)
  } catch (error) {
    const why = messageOf(error)
    return { ok: false, problem: { kind: 'disk', message: `${file.name} could not be read: ${why}`, file: file.name } }
  }
}
