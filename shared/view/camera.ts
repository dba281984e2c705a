import type { Quaternion, Vec3 } from '../geometry.ts'

/** Where a person looks: one camera for all panels. */
export interface Camera {
  /** The point at the centre of every panel, nanometres. */
  readonly position: Vec3
  /** Nanometres per CSS pixel. */
  readonly nmPerPixel: number
  /** Turns all slice panels together; [0, 0, 0, 1] is along the axes. */
  readonly orientation: Quaternion
}

/** The three slice panels. Right and down on screen are, as in Neuroglancer: xy: +x +y; xz: +x +z; yz: -z +y. */
export type SliceKind = 'xy' | 'xz' | 'yz'
export type PanelKind = SliceKind | '3d'

/** A panel's place on the canvas, in device pixels, y down. */
export interface PanelRect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * The plane that one slice panel shows. The centre of device pixel (i, j) of a panel (from its top left) lies at
 * centre + right * (i + 0.5 - width / 2) * nmPerDevicePixel + down * (j + 0.5 - height / 2) * nmPerDevicePixel.
 */
export interface SlicePlane {
  readonly centre: Vec3
  /** Unit vectors in nanometre space. */
  readonly right: Vec3
  readonly down: Vec3
  readonly normal: Vec3
  readonly nmPerDevicePixel: number
  /** Device pixels. */
  readonly width: number
  readonly height: number
}
