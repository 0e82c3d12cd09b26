/**
 * Fields as volumes beside each other, all turned alike: rays through a box add up its colours, the
 * stronger the farther a value is from the middle of the scale.
 */

import {
  BackSide,
  BoxGeometry,
  Color,
  Data3DTexture,
  DataTexture,
  EdgesGeometry,
  GLSL3,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  NearestFilter,
  PerspectiveCamera,
  RawShaderMaterial,
  RedFormat,
  RGBAFormat,
  Scene,
  UnsignedByteType,
  Vector3,
  WebGLRenderer,
} from 'three';
import type { Limits } from '../../drawing/index.js';
import { element } from '../elements.js';
import { AXES } from './axes.js';
import { channelOf } from './lines-of-fields.js';
import { type Field, frameAt } from './paint-field.js';
import { FRAGMENT, VERTEX } from './volume-shader.js';
import { colourTable, voxelsOf } from './voxels.js';

export interface Pane {
  readonly title: string;
  readonly field: Field;
  readonly limits: Limits;
}

/** Of a turn, and of the distance. */
const KEY_TURN = Math.PI / 24;
const ZOOM = 1.15;
const PIXELS_OF_HALF_A_TURN = 300;
/** Steeper, the camera would roll over. */
const STEEPEST = (Math.PI / 2) * 0.95;
/** Of a pane. */
const MOST_HEIGHT = 300;
const LEAST_WIDTH = 180;

/** The ends of the axes of space in the scene, whose y points up. */
const ENDS = [
  new Vector3(0.58, -0.5, 0.5),
  new Vector3(-0.5, -0.5, -0.58),
  new Vector3(-0.5, 0.58, 0.5),
];

interface Volume {
  readonly scene: Scene;
  readonly material: RawShaderMaterial;
  readonly figure: HTMLElement;
  readonly labels: readonly HTMLElement[];
}

export class VolumeView {
  private readonly renderer: WebGLRenderer;
  private readonly camera = new PerspectiveCamera(35, 1, 0.1, 10);
  private readonly captions = element('div', { class: 'volume-captions' });
  private readonly box = new BoxGeometry(1, 1, 1);
  private readonly edges = new EdgesGeometry(this.box);
  private readonly lines: LineBasicMaterial;
  private readonly resized = new ResizeObserver(() => this.draw());
  private volumes: Volume[] = [];
  private turn = 0.6;
  private tilt = 0.45;
  private distance = 2.9;

  /** Throws where there is no WebGL. */
  constructor(private readonly host: HTMLElement) {
    this.renderer = makeRenderer();
    const { domElement: canvas } = this.renderer;
    canvas.className = 'volume-canvas';
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', 'volumes, turned by arrow keys');
    const ink = getComputedStyle(host).getPropertyValue('--muted').trim();
    this.lines = new LineBasicMaterial({ color: new Color(ink || '#808080') });
    host.append(canvas, this.captions);
    canvas.addEventListener('keydown', (event) => this.onKey(event));
    canvas.addEventListener('pointerdown', ({ pointerId }) => canvas.setPointerCapture(pointerId));
    canvas.addEventListener('pointermove', ({ buttons, movementX, movementY }) => {
      if (buttons !== 1) return;
      const perPixel = Math.PI / PIXELS_OF_HALF_A_TURN;
      this.move(-movementX * perPixel, movementY * perPixel);
    });
    this.resized.observe(host);
  }

  show(panes: readonly Pane[], step: number, channel: number): void {
    if (panes.length !== this.volumes.length) this.build(panes);
    panes.forEach(({ title, field, limits }, i) => {
      const { trajectory } = field;
      const { material, figure } = this.volumes[i]!;
      figure.firstChild!.textContent = title;
      const { uniforms } = material;
      const texture = uniforms.field!.value as Data3DTexture;
      const choice = {
        frame: frameAt(trajectory, step),
        channel: channelOf(trajectory, channel),
      };
      uniforms.field!.value = textureOf(field, choice, limits);
      texture?.dispose();
    });
    this.draw();
  }

  dispose(): void {
    this.resized.disconnect();
    this.clear();
    this.box.dispose();
    this.edges.dispose();
    this.lines.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
    this.host.replaceChildren();
  }

  private build(panes: readonly Pane[]): void {
    this.clear();
    this.volumes = panes.map(() => {
      const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: VERTEX,
        fragmentShader: FRAGMENT,
        uniforms: { field: { value: null }, colours: { value: coloursTexture() } },
        transparent: true,
        depthWrite: false,
        // Rays end on the far sides, which are also seen from within.
        side: BackSide,
      });
      const scene = new Scene();
      scene.add(new LineSegments(this.edges, this.lines), new Mesh(this.box, material));
      const labels = AXES.map((name) => element('span', { class: 'volume-axis' }, name));
      const figure = element('div', {}, element('span', {}, ''), ...labels);
      return { scene, material, figure, labels };
    });
    this.captions.replaceChildren(...this.volumes.map(({ figure }) => figure));
  }

  private clear(): void {
    for (const { material } of this.volumes) {
      for (const { value } of Object.values(material.uniforms)) value?.dispose();
      material.dispose();
    }
    this.volumes = [];
  }

  private onKey(event: KeyboardEvent): void {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.move(-KEY_TURN, 0),
      ArrowRight: () => this.move(KEY_TURN, 0),
      ArrowUp: () => this.move(0, KEY_TURN),
      ArrowDown: () => this.move(0, -KEY_TURN),
      '+': () => this.zoom(1 / ZOOM),
      '-': () => this.zoom(ZOOM),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  private move(turn: number, tilt: number): void {
    this.turn += turn;
    this.tilt = Math.max(-STEEPEST, Math.min(STEEPEST, this.tilt + tilt));
    this.draw();
  }

  private zoom(by: number): void {
    this.distance = Math.max(1.2, Math.min(6, this.distance * by));
    this.draw();
  }

  private draw(): void {
    const { renderer, camera, turn, tilt, distance, volumes } = this;
    const width = this.host.clientWidth;
    if (width === 0 || volumes.length === 0) return;
    const columns = width / volumes.length < LEAST_WIDTH ? 1 : volumes.length;
    const rows = Math.ceil(volumes.length / columns);
    const across = width / columns;
    const height = Math.min(MOST_HEIGHT, across);
    this.captions.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    renderer.setSize(width, rows * height);
    renderer.setScissorTest(true);
    const flat = distance * Math.cos(tilt);
    camera.position.set(flat * Math.sin(turn), distance * Math.sin(tilt), flat * Math.cos(turn));
    camera.lookAt(0, 0, 0);
    camera.aspect = across / height;
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    volumes.forEach(({ scene, labels }, i) => {
      const left = (i % columns) * across;
      const bottom = (rows - 1 - Math.floor(i / columns)) * height;
      renderer.setViewport(left, bottom, across, height);
      renderer.setScissor(left, bottom, across, height);
      renderer.render(scene, camera);
      labels.forEach((label, axis) => {
        const { x, y } = ENDS[axis]!.clone().project(camera);
        label.style.left = `${50 * (1 + x)}%`;
        label.style.top = `${50 * (1 - y)}%`;
      });
    });
  }
}

function makeRenderer(): WebGLRenderer {
  const probe = document.createElement('canvas').getContext('webgl2');
  if (probe === null) throw new Error('it needs WebGL 2, which this browser does not offer');
  probe.getExtension('WEBGL_lose_context')?.loseContext();
  const renderer = new WebGLRenderer({ antialias: true, alpha: true });
  renderer.setPixelRatio(Math.min(2, devicePixelRatio));
  return renderer;
}

function textureOf(
  field: Field,
  choice: { frame: number; channel: number },
  limits: Limits,
): Data3DTexture {
  const { values, points } = voxelsOf(field, choice, limits);
  const texture = new Data3DTexture(values, points, points, points);
  texture.format = RedFormat;
  texture.type = UnsignedByteType;
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  texture.unpackAlignment = 1;
  texture.needsUpdate = true;
  return texture;
}

function coloursTexture(): DataTexture {
  const table = colourTable();
  const texture = new DataTexture(table, table.length / 4, 1, RGBAFormat, UnsignedByteType);
  texture.needsUpdate = true;
  return texture;
}
