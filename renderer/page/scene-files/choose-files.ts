import { SHAPE_FILES } from '../../../shared/meshes/files/read-shape.ts'

/** Asks with the system's dialog for files of shapes. */
export function chooseShapeFiles(chosen: (files: readonly File[]) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = SHAPE_FILES.map((ending) => `.${ending}`).join()
  input.addEventListener('change', () => chosen([...(input.files ?? [])]), { once: true })
  input.click()
}
