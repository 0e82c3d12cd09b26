/** Rays through the unit box around the origin: they enter it at its near side and end at its far one. */

export const VERTEX = `
in vec3 position;
uniform mat4 modelViewMatrix;
uniform mat4 projectionMatrix;
out vec3 place;

void main() {
  place = position;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}
`;

/** The scene's y points up, which is where z does; x goes to the right and y away. */
export const FRAGMENT = `
precision highp float;
precision highp sampler3D;
uniform sampler3D field;
uniform sampler2D colours;
uniform vec3 cameraPosition;
in vec3 place;
out vec4 pixel;

const int STEPS = 160;
/* How much of the light a box full of the strongest colour lets through: e to the minus this. */
const float DENSITY = 9.0;

void main() {
  vec3 ray = place - cameraPosition;
  vec3 toLow = (vec3(-0.5) - cameraPosition) / ray;
  vec3 toHigh = (vec3(0.5) - cameraPosition) / ray;
  vec3 entries = min(toLow, toHigh);
  float entry = max(0.0, max(entries.x, max(entries.y, entries.z)));
  vec3 from = cameraPosition + entry * ray;
  vec3 stride = (place - from) / float(STEPS);
  float thickness = length(stride);
  vec4 sum = vec4(0.0);
  for (int i = 0; i < STEPS; i++) {
    vec3 at = from + (float(i) + 0.5) * stride + 0.5;
    float voxel = texture(field, vec3(at.y, 1.0 - at.z, at.x)).r;
    vec4 colour = texelFetch(colours, ivec2(int(voxel * 255.0 + 0.5), 0), 0);
    float part = 1.0 - exp(-DENSITY * colour.a * thickness);
    sum += (1.0 - sum.a) * vec4(colour.rgb * part, part);
    if (sum.a > 0.99) break;
  }
  pixel = sum.a > 0.0 ? vec4(sum.rgb / sum.a, sum.a) : vec4(0.0);
}
`;
