import { HEADER, IRRADIANCE, MORPH, PLACE } from '../draw/shaders.ts'

/** The room behind a head that brought no picture of one: lighter around the head, darker above and at the sides. */
export const roomVertex = /* glsl */ `${HEADER}
in vec3 position;
out vec2 vPlace;
void main() {
  vPlace = position.xy;
  gl_Position = vec4(position.xy, 1.0, 1.0);
}
`

export const roomFragment = /* glsl */ `${HEADER}
in vec2 vPlace;
out vec4 outColor;
void main() {
  vec2 off = vPlace - vec2(-0.15, 0.1);
  float glow = 1.0 / (1.0 + 1.4 * dot(off, off));
  outColor = vec4(mix(vec3(0.13, 0.135, 0.15), vec3(0.44, 0.45, 0.465), glow), 1.0);
}
`

/** A head made elsewhere. Light a pixel at a time with DETAIL, else a vertex at a time. */
export const avatarVertex = /* glsl */ `${HEADER}
in vec3 position;
in vec3 normal;
in vec2 uv;
in vec4 color;
in float follow;
in float eye; // 1 left, 2 right
out vec2 vUv;
out vec4 vColor;
uniform vec3 uCamera;
uniform vec4 uColor;
uniform mat3 uGazeLeft;
uniform mat3 uGazeRight;
uniform vec3 uEyeLeft;
uniform vec3 uEyeRight;
#ifdef DETAIL
out vec3 vNormal;
out vec3 vToCamera;
out float vEye;
#endif
${PLACE}
${IRRADIANCE}
${MORPH}
void main() {
  vec3 p = position;
  vec3 n = normal;
#ifdef GPU_MORPHS
  morph(p, n, morphRange);
#endif
  if (eye > 1.5) {
    p = uGazeRight * (p - uEyeRight) + uEyeRight;
    n = uGazeRight * n;
  } else if (eye > 0.5) {
    p = uGazeLeft * (p - uEyeLeft) + uEyeLeft;
    n = uGazeLeft * n;
  }
  n = normalize(face(n, follow));
  p = place(p, follow);
  vUv = uv;
  vColor = color * uColor;
#ifdef DETAIL
  vNormal = n;
  vToCamera = uCamera - p;
  vEye = min(eye, 1.0);
#elif !defined(UNLIT)
  // Hair and cloth are often single sheets: what faces away is lit as if it did not.
  vec3 seen = dot(n, uCamera - p) < 0.0 ? -n : n;
  vColor.rgb *= pow(irradiance(seen), vec3(1.0 / 2.2));
#endif
  gl_Position = uViewProjection * vec4(p, 1.0);
}
`

export const avatarFragment = /* glsl */ `${HEADER}
#ifdef TEXTURED
uniform sampler2D uMap;
#endif
uniform float uCutoff;
in vec2 vUv;
in vec4 vColor;
out vec4 outColor;
#ifdef DETAIL
uniform vec3 uKeyDirection;
uniform vec3 uKeyColor;
uniform float uRoughness;
in vec3 vNormal;
in vec3 vToCamera;
in float vEye;
${IRRADIANCE}
#endif
void main() {
  vec4 base = vColor;
#ifdef TEXTURED
  base *= texture(uMap, vUv);
#endif
#ifdef MASK
  if (base.a < uCutoff) discard;
#endif
#ifdef OPAQUE
  base.a = 1.0;
#endif
#if defined(DETAIL) && !defined(UNLIT)
  vec3 v = normalize(vToCamera);
  vec3 n = normalize(vNormal);
  if (dot(n, v) < 0.0) n = -n;
  vec3 color = base.rgb * pow(irradiance(n), vec3(1.0 / 2.2));
  vec3 h = normalize(v + uKeyDirection);
  float nh = max(dot(n, h), 0.0);
  float fresnel = 0.028 + 0.972 * pow(1.0 - max(dot(v, h), 0.0), 5.0);
  float smoothness = 1.0 - uRoughness;
  float lobes = 0.8 * pow(nh, 12.0) + (0.5 + 2.0 * smoothness) * pow(nh, mix(24.0, 160.0, smoothness * smoothness));
  color = pow(pow(color, vec3(2.2)) + uKeyColor * (fresnel * max(dot(n, uKeyDirection), 0.0) * lobes), vec3(1.0 / 2.2));
  // A softbox seen in the wet eye: an edge, not a lobe.
  color += uKeyColor * (0.7 * vEye * smoothstep(0.955, 0.985, dot(reflect(-v, n), uKeyDirection)));
  base.rgb = color;
#endif
  outColor = vec4(base.rgb, 1.0) * base.a;
}
`

/**
 * A Gaussian as a quad along its axes on the screen (Zwicker et al. 2001, «EWA splatting»). The covariance reaches the
 * screen by the derivative of the projection at its centre.
 */
const SPLAT_AXES = /* glsl */ `
uniform mat4 uViewProjection;
uniform vec2 uHalfSize; // of the canvas, pixels
// Writes the corner of the quad; returns it in standard deviations.
vec2 spread(vec3 center, mat3 covariance, float opacity, vec2 corner) {
  vec4 clip = uViewProjection * vec4(center, 1.0);
  vec2 ndc = clip.xy / clip.w;
  mat4 rows = transpose(uViewProjection);
  vec3 jx = (rows[0].xyz - ndc.x * rows[3].xyz) * (uHalfSize.x / clip.w);
  vec3 jy = (rows[1].xyz - ndc.y * rows[3].xyz) * (uHalfSize.y / clip.w);
  vec3 cx = covariance * jx;
  float a = dot(jx, cx) + 0.3;
  float b = dot(jy, cx);
  float d = dot(jy, covariance * jy) + 0.3;
  float middle = 0.5 * (a + d);
  float radius = sqrt(max(0.25 * (a - d) * (a - d) + b * b, 1e-6));
  vec2 along = abs(b) > 1e-4 ? normalize(vec2(b, middle + radius - a)) : (a >= d ? vec2(1.0, 0.0) : vec2(0.0, 1.0));
  float reach = min(sqrt(2.0 * log(max(opacity * 255.0, 1.0))), 3.2);
  vec2 offset = reach * (corner.x * sqrt(middle + radius) * along + corner.y * sqrt(max(middle - radius, 0.05)) * vec2(-along.y, along.x));
  gl_Position = vec4(clip.xy + offset / uHalfSize * clip.w, clip.zw);
  return reach * corner;
}
`

export const splatVertex = /* glsl */ `${HEADER}
in vec2 corner;
in float order; // number of the splat
uniform highp sampler2D uSplats; // four texels each: centre and follow; covariance; its rest and the list of shapes; colour
out vec2 vPlace;
out vec4 vColor;
uniform mat3 uHead;
uniform vec3 uPivot;
uniform vec3 uRise;
uniform highp sampler2D uMorphPosition;
uniform float uWeights[64];
${SPLAT_AXES}
void main() {
  int splat = int(order);
  ivec2 at = ivec2(4 * (splat & 255), splat >> 8);
  vec4 place = texelFetch(uSplats, at, 0);
  vec4 c0 = texelFetch(uSplats, at + ivec2(1, 0), 0);
  vec4 c1 = texelFetch(uSplats, at + ivec2(2, 0), 0);
  vColor = texelFetch(uSplats, at + ivec2(3, 0), 0);
  vec3 p = place.xyz;
  int end = int(c1.z) + int(c1.w);
  for (int i = int(c1.z); i < end; i++) {
    vec4 delta = texelFetch(uMorphPosition, ivec2(i & 2047, i >> 11), 0);
    p += uWeights[int(delta.w)] * delta.xyz;
  }
  float follow = place.w;
  p = mix(p, uHead * (p - uPivot) + uPivot, follow) + uRise;
  mat3 turn = mat3(1.0) * (1.0 - follow) + uHead * follow;
  mat3 covariance = mat3(c0.x, c0.y, c0.z, c0.y, c0.w, c1.x, c0.z, c1.x, c1.y);
  vPlace = spread(p, turn * covariance * transpose(turn), vColor.a, corner);
}
`

export const splatFragment = /* glsl */ `${HEADER}
in vec2 vPlace;
in vec4 vColor;
out vec4 outColor;
void main() {
  outColor = vec4(vColor.rgb, 1.0) * (vColor.a * exp(-0.5 * dot(vPlace, vPlace)));
}
`
