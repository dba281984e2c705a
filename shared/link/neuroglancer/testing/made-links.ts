/** Links of every kind, made by hand for tests, beside the real ones of `fixtures/neuroglancer-links`. */

/** A state of today with all that Skein shows, and all that it does not. */
export const TODAY = {
  title: 'Two neurons',
  dimensions: { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [4e-8, 'm'], t: [0.5, 's'] },
  position: [1000.5, 2000.5, 300.5, 7],
  crossSectionScale: 0.5,
  crossSectionOrientation: [0, 0, 0.6, 0.8],
  projectionScale: 4096,
  layers: [
    {
      type: 'image',
      name: 'em',
      source: {
        url: 'precomputed://https://example.org/em',
        transform: { outputDimensions: { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [4e-8, 'm'] } },
      },
      shader:
        '#uicontrol invlerp contrast(range=[0, 255], clamp=true) // as they are\nvoid main() { emitGrayscale(contrast()); }',
      shaderControls: { contrast: { range: [30, 200], window: [0, 255] } },
      opacity: 0.8,
    },
    {
      type: 'image',
      name: 'mitochondria',
      source: 'zarr3://gs://bucket/mito.zarr',
      shader: '#uicontrol vec3 colour color\nvoid main() { emitRGB(colour * toNormalized(getDataValue())); }',
    },
    {
      type: 'segmentation',
      name: 'cells',
      source: [
        'precomputed://s3://bucket/cells',
        { url: 'precomputed://s3://bucket/skeletons', subsources: { default: false, skeletons: true } },
      ],
      segments: ['864691135939395893', 864691135939395, '!15', '15', 'x', 0],
      equivalences: [['15', '16', '17']],
      selectedAlpha: 0.4,
      notSelectedAlpha: 0.1,
      objectAlpha: 0.5,
      colorSeed: 7,
    },
    {
      type: 'segmentation',
      name: 'moved',
      visible: false,
      source: { url: 'n5://https://example.org/n5', transform: { matrix: [[2, 0, 0, 5]] } },
    },
    { type: 'mesh', name: 'outline', source: 'obj://https://example.org/a.obj' },
    {
      type: 'annotation',
      name: 'synapses',
      source: 'local://annotations',
      annotations: [
        { type: 'point', id: 'a', point: [1, 2, 3, 0], description: 'to check' },
        { type: 'line', id: 'b', pointA: [1, 2, 3, 0], pointB: [4, 5, 6, 0] },
        { type: 'axis_aligned_bounding_box', id: 'c', pointA: [1, 2, 3, 0], pointB: [4, 5, 6, 0] },
        { type: 'ellipsoid', id: 'd', center: [1, 2, 3, 0], radii: [4, 5, 6, 0] },
        {
          type: 'polyline',
          id: 'e',
          points: [
            [1, 2, 3, 0],
            [4, 5, 6, 0],
          ],
        },
        { type: 'spiral', id: 'f' },
      ],
    },
    { type: 'annotation', name: 'nuclei', source: 'precomputed://gs://bucket/nuclei?token=secret' },
  ],
  selectedLayer: { layer: 'cells', visible: true },
  layout: { type: 'xy-3d', orthographicProjection: true },
  showAxisLines: false,
}

export const PERCENT_ENCODED = `https://spelunker.example.org/#!${encodeURIComponent(JSON.stringify(TODAY))}`

/** The older form for addresses, with `&` and `_` for commas, and a quote and a double quote within texts. */
export const LEGACY =
  "http://localhost:9000/v/abc/#!{'layers':{'it\\'s':{'type':'image'&'source':'precomputed://gs://b/a_b'_'opacity':0.3}_'seg':{'type':'segmentation'_'source':'precomputed://gs://b/s'_'segments':['18446744073709551615'_12345678901234567890]_'mesh':'a \"b\"'}_'bare':'precomputed://gs://b/c'_'points':{'type':'pointAnnotation'_'points':[[1_2_3]_[4_5_6]]}}_'navigation':{'pose':{'position':{'voxelSize':[4_4_40]_'voxelCoordinates':[100.5_200.5_30.5]}_'orientation':[0_0_1_0]}_'zoomFactor':8}_'perspectiveZoom':300_'layout':'xz'}"

export const MIDDLEAUTH =
  'https://neuroglancer.example.org/#!middleauth+https://global.example.org/nglstate/api/v1/5443'

export const FETCHED = 'https://neuroglancer-demo.appspot.com/#!gs://bucket/states/one.json'

export const BY_QUERY =
  'https://older.example.org/?json_url=https%3A%2F%2Fglobal.example.org%2Fnglstate%2Fapi%2Fv1%2F12'

/** The JSON of a state, with views side by side. */
export const PASTED = `
  { "dimensions": {"z": [40, "nm"], "y": [8, "nm"], "x": [8, "nm"]},
    "position": [10, 20, 30], "displayDimensions": ["x", "y", "z"],
    "relativeDisplayScales": {"z": 2},
    "layers": [{"name": "em", "type": "image", "source": "https://example.org/em|neuroglancer-precomputed:", "shader": "None"}],
    "layout": {"type": "row", "children": [{"type": "viewer", "layers": ["em"], "layout": "yz"}, {"type": "viewer", "layout": "3d"}]} }`
