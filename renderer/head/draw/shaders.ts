/**
 * The shader set. Colours are display-referred throughout: the portrait and the skin are lit pictures, and the live
 * face only has to follow the change of light, so that the seam between them stays invisible and software GL is
 * spared the decode and encode of sRGB.
 */

export const HEADER = /* glsl */ `
precision highp float;
precision highp int;
`

/** Rigid motion of the head: rest and turned position blended by `follow`, and the rise of the chest. */
export const PLACE = /* glsl */ `
uniform mat4 uViewProjection;
uniform mat3 uHead;
uniform vec3 uPivot;
uniform vec3 uShift;
uniform vec3 uRise;
vec3 turned(vec3 p) { return uHead * (p - uPivot) + uPivot + uShift; }
vec3 place(vec3 p, float follow) { return mix(p, turned(p), follow) + uRise; }
vec3 face(vec3 n, float follow) { return mix(n, uHead * n, follow); }
`

/** What moves a vertex, from the lists of gpu-morphs.ts; without them the processor has moved it already. */
export const MORPH = /* glsl */ `
#ifdef GPU_MORPHS
in vec2 morphRange;
uniform highp sampler2D uMorphPosition;
uniform highp sampler2D uMorphNormal;
uniform float uWeights[72];
void morph(inout vec3 p, inout vec3 n, vec2 range) {
  int end = int(range.x) + int(range.y);
  for (int i = int(range.x); i < end; i++) {
    ivec2 at = ivec2(i & 2047, i >> 11);
    vec4 delta = texelFetch(uMorphPosition, at, 0);
    float weight = uWeights[int(delta.w)];
    if (weight == 0.0) continue;
    p += weight * delta.xyz;
    n += weight * texelFetch(uMorphNormal, at, 0).xyz;
  }
}
#endif
`

/** Second-order irradiance of the portrait's light, as polynomials (Ramamoorthi and Hanrahan 2001). */
export const IRRADIANCE = /* glsl */ `
uniform vec3 uSh[9];
vec3 irradiance(vec3 n) {
  vec3 e = uSh[0] + uSh[1] * n.y + uSh[2] * n.z + uSh[3] * n.x + uSh[4] * (n.x * n.y) + uSh[5] * (n.y * n.z)
    + uSh[6] * (3.0 * n.z * n.z - 1.0) + uSh[7] * (n.x * n.z) + uSh[8] * (n.x * n.x - n.y * n.y);
  return max(e, vec3(0.02));
}
// x^(1/2.2) on 0.5…1.6 to 0.2 %: powers are what a vertex costs in software.
vec3 display(vec3 ratio) {
  vec3 x = clamp(ratio, 0.5, 1.6) - 1.0;
  return 1.0 + x * (0.4552 + x * (-0.133 + x * 0.0637));
}
`

export const layerVertex = /* glsl */ `${HEADER}
in vec3 position;
in vec2 uv;
in vec2 motion; // x follows the head, y rises with the breath
out vec2 vUv;
uniform vec3 uCamera;
uniform float uBias; // cm towards the viewer, in depth only
${PLACE}
void main() {
  vUv = uv;
  vec3 p = mix(position, turned(position), motion.x) + uRise * motion.y;
  gl_Position = uViewProjection * vec4(p, 1.0);
  vec4 nearer = uViewProjection * vec4(p + uBias * normalize(uCamera - p), 1.0);
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
}
`

export const layerFragment = /* glsl */ `${HEADER}
uniform sampler2D uMap;
in vec2 vUv;
out vec4 outColor;
void main() { outColor = texture(uMap, vUv); }
`

export const meshVertex = /* glsl */ `${HEADER}
in vec3 position;
in vec3 normal;
in vec2 uv;
in vec4 color;
in float follow;
in float shade;
out vec2 vUv;
out vec4 vColor;
#ifdef CLAY
uniform vec3 uClay; // a skin which has not been painted yet
#endif
#if defined(LIDS) || defined(LID_SHADOW)
uniform vec2 uShut; // lids of the left and the right eye: 0 open, 1 closed
#endif
#ifdef LIDS
uniform vec2 uFolded; // left and right cheek: 0 not, 1 as in the photograph
out float vFolded;
#endif
#ifdef DETAIL
in vec4 restNormal;
uniform vec3 uCamera;
out vec3 vNormal;
out vec3 vRest;
out vec3 vToCamera;
out float vShade;
#endif
#if !defined(DETAIL) && !defined(CLAY)
in vec3 restLight;
#endif
${PLACE}
${IRRADIANCE}
${MORPH}
void main() {
  vUv = uv;
  vec3 shaped = position;
  vec3 turnedNormal = normal;
#ifdef GPU_MORPHS
  morph(shaped, turnedNormal, morphRange);
#endif
  vec3 now = normalize(face(turnedNormal, follow));
  vec3 p = place(shaped, follow);
#if defined(DETAIL)
  vec3 light = vec3(1.0);
  vNormal = now;
  vRest = restNormal.xyz;
  vToCamera = uCamera - p;
  vShade = shade;
#elif defined(CLAY)
  vec3 light = uClay * pow(irradiance(now), vec3(1.0 / 2.2));
#else
  vec3 light = mix(vec3(1.0), display(irradiance(now) / restLight), shade);
#endif
  vec4 own = color;
#if defined(LIDS)
  // What lashes shade of an open lid they set free as it closes.
  own.rgb = mix(own.rgb, vec3(1.0), position.x > 0.0 ? uShut.x : uShut.y);
  vFolded = mix(uFolded.y, uFolded.x, clamp(0.5 + 0.5 * position.x, 0.0, 1.0));
#elif defined(LID_SHADOW)
  own.a *= 1.0 - (position.x > 0.0 ? uShut.x : uShut.y);
#endif
  vColor = vec4(own.rgb * light, own.a);
  gl_Position = uViewProjection * vec4(p, 1.0);
}
`

/** What the lips let in: less of it the further in, and the front teeth, the brightest there, stand in the light. */
const LET_IN = /* glsl */ `
uniform vec3 uTint;
vec3 letIn(vec3 color) { return color * mix(uTint, vec3(1.0), 0.6 * smoothstep(0.25, 0.65, color.r)); }
`

/** Parts without a texture: lit colour a vertex (teeth, gums, tongue). */
export const colorFragment = /* glsl */ `${HEADER}
in vec2 vUv;
in vec4 vColor;
out vec4 outColor;
${LET_IN}
void main() { outColor = vec4(letIn(vColor.rgb), 1.0) * vColor.a; }
`

/**
 * Teeth, gums and tongue a pixel at a time: wet, so that they mirror the softbox, and less of it the deeper in the mouth
 * they lie, which their colour knows already.
 */
export const mouthDetailFragment = /* glsl */ `${HEADER}
uniform vec3 uKeyDirection;
uniform vec3 uKeyColor;
in vec2 vUv;
in vec4 vColor;
in vec3 vNormal;
in vec3 vRest;
in vec3 vToCamera;
in float vShade;
out vec4 outColor;
${IRRADIANCE}
${LET_IN}
void main() {
  vec3 n = normalize(vNormal);
  vec3 v = normalize(vToCamera);
  vec3 base = letIn(vColor.rgb);
  vec3 color = base * mix(vec3(1.0), display(irradiance(n) / irradiance(normalize(vRest))), vShade);
  // What curves away from the light and the viewer loses both: rows of teeth are not a wall.
  color *= 0.74 + 0.3 * smoothstep(0.1, 0.95, dot(n, v));
  float seen = smoothstep(0.1, 0.62, base.r);
  float fresnel = 0.03 + 0.97 * pow(1.0 - clamp(dot(n, v), 0.0, 1.0), 5.0);
  float facing = dot(reflect(-v, n), uKeyDirection);
  float gloss = 0.26 * smoothstep(0.90, 0.985, facing) + 0.10 * smoothstep(0.4, 0.95, facing) + 0.10 * fresnel;
  outColor = vec4(color + uKeyColor * (gloss * seen), 1.0) * vColor.a;
}
`

/** The lit skin: its alpha is the shade of what a smile folds, in which its premultiplied colour lies already. */
const LIT_SKIN = /* glsl */ `
uniform sampler2D uLit;
in float vFolded;
vec3 litSkin(vec2 uv) {
  vec4 lit = texture(uLit, uv);
  return lit.rgb * mix(1.0 / max(lit.a, 0.2), 1.0, vFolded);
}
`

export const skinFragment = /* glsl */ `${HEADER}
in vec2 vUv;
in vec4 vColor;
out vec4 outColor;
${LIT_SKIN}
void main() { outColor = vec4(litSkin(vUv) * vColor.rgb, 1.0) * vColor.a; }
`

/**
 * Skin a pixel at a time. The lit texture holds the light of the rest pose with its highlights; what is added is their
 * change: two lobes, one of the rough surface and one of its oil, with Schlick's Fresnel term at skin's 2.8 %.
 */
export const skinDetailFragment = /* glsl */ `${HEADER}
uniform vec3 uKeyDirection;
uniform vec3 uKeyColor;
in vec2 vUv;
in vec4 vColor;
in vec3 vNormal;
in vec3 vRest;
in vec3 vToCamera;
in float vShade;
out vec4 outColor;
${IRRADIANCE}
${LIT_SKIN}
float highlight(vec3 n, vec3 v) {
  vec3 h = normalize(v + uKeyDirection);
  float nh = max(dot(n, h), 0.0);
  float fresnel = 0.028 + 0.972 * pow(1.0 - clamp(dot(v, h), 0.0, 1.0), 5.0);
  return fresnel * max(dot(n, uKeyDirection), 0.0) * (0.8 * pow(nh, 14.0) + 1.3 * pow(nh, 48.0));
}
void main() {
  vec3 now = normalize(vNormal);
  vec3 rest = normalize(vRest);
  vec3 v = normalize(vToCamera);
  // Where shapes pinch the skin their normals add up to nonsense: there it keeps the light that it had.
  float shade = vShade * smoothstep(0.15, 0.7, dot(now, rest));
  vec3 color = litSkin(vUv) * vColor.rgb * mix(vec3(1.0), display(irradiance(now) / irradiance(rest)), shade);
  float change = shade * (highlight(now, v) - highlight(rest, v));
  vec3 linear = pow(color, vec3(2.2));
  // A highlight adds the colour of the light; one that goes takes light of any colour, and never more than was one: dark skin would turn red.
  linear *= clamp(1.0 + min(change, 0.0) / max(dot(linear, vec3(0.333)), 0.01), 0.88, 1.0);
  color = pow(linear + uKeyColor * max(change, 0.0), vec3(1.0 / 2.2));
  outColor = vec4(color, 1.0) * vColor.a;
}
`

/** Lashes: how much of a texel is hair, in the colour of the vertex. */
export const lashFragment = /* glsl */ `${HEADER}
uniform sampler2D uAlpha;
in vec2 vUv;
in vec4 vColor;
out vec4 outColor;
void main() { outColor = vec4(vColor.rgb, 1.0) * min(1.5 * texture(uAlpha, vUv).a * vColor.a, 1.0); }
`

/** Shadow of lids and lashes on the eyeball, red in its inner corner. */
export const eyeShadeFragment = /* glsl */ `${HEADER}
in vec2 vUv;
in vec4 vColor;
out vec4 outColor;
void main() { outColor = vec4(vColor.rgb, 1.0) * min(vColor.a, 0.85); }
`

export const eyeVertex = /* glsl */ `${HEADER}
in vec3 position;
in vec2 uv;
in float follow;
uniform mat3 uGaze;
uniform vec3 uCenter;
uniform vec3 uCamera;
uniform float uOpen;
out vec2 vUv;
out vec3 vLocal;
out vec3 vToCamera;
${PLACE}
void main() {
  vUv = uv;
  vLocal = position - uCenter;
  // Closed lids lie on it: the cornea would come through them.
  vec3 p = place(uGaze * (mix(0.92, 1.0, uOpen) * vLocal) + uCenter, follow);
  vToCamera = uCamera - p;
  gl_Position = uViewProjection * vec4(p, 1.0);
}
`

export const eyeFragment = /* glsl */ `${HEADER}
uniform sampler2D uAlbedo;
uniform vec3 uKeyDirection;
uniform vec3 uKeyColor;
uniform float uKeySoftness;
uniform vec3 uAxis;
uniform vec3 uCamera;
uniform float uIrisRadius;
uniform float uOpen; // 1 open, 0 behind closed lids, where it is dark
uniform mat3 uGaze;
uniform mat3 uHead;
in vec2 vUv;
in vec3 vLocal;
in vec3 vToCamera;
out vec4 outColor;
${IRRADIANCE}
// Normal of a ball with the cornea's cap on it (models/head/geometry.py): exact, where that of a coarse mesh makes edges.
vec3 ballNormal() {
  vec3 away = normalize(vLocal);
  float cosine = clamp(dot(away, uAxis), -1.0, 1.0);
  vec3 outwards = away * cosine - uAxis;
  float t = min(acos(cosine) / 0.4712, 1.0);
  return normalize(away + 0.4775 * t * sqrt(1.0 - t * t) / max(length(outwards), 1e-4) * outwards);
}
// How much of a softbox a mirrored ray meets: square with round corners, soft at its border, brighter in its middle;
// in an eye that was photographed without a sharp image of one, round and soft all over.
float softbox(vec3 from, vec3 ray, vec3 direction, float distance, vec2 extent, float border) {
  float along = dot(ray, direction);
  vec3 hit = from + ray * ((distance - dot(from, direction)) / max(along, 0.05));
  vec3 right = normalize(cross(vec3(0.0, 1.0, 0.0), direction));
  vec2 at = abs(vec2(dot(hit, right), dot(hit, cross(direction, right)))) / extent;
  float soft = mix(border, 0.62, uKeySoftness);
  float away = length(max(at - 0.3 * (1.0 - uKeySoftness), 0.0)) - mix(0.6, 0.85, uKeySoftness);
  return step(0.05, along) * smoothstep(soft, -soft, away) * (1.0 - 0.28 * dot(at, at) * step(away, 0.5));
}
void main() {
  vec3 n = uHead * (uGaze * ballNormal());
  vec3 v = normalize(vToCamera);
  vec2 uv = vUv;
  float inside = 1.0 - smoothstep(0.75 * uIrisRadius, 1.1 * uIrisRadius, length(vUv - 0.5));
#ifdef DETAIL
  // The iris lies behind the cornea: seen from the side it is shifted by what the light bends on the way to it.
  vec3 local = transpose(uGaze) * v;
  uv -= 0.16 * inside * uIrisRadius * local.xy / max(local.z, 0.3);
#endif
  vec3 base = texture(uAlbedo, uv).rgb;
  vec3 color = base * pow(irradiance(n), vec3(1.0 / 2.2));
  // The white is a ball in a socket: towards the corners it turns away, and what light reaches it has been through skin.
  float turned = smoothstep(0.98, 0.6, dot(n, v)) * (1.0 - inside);
  color *= mix(vec3(1.0), vec3(0.80, 0.66, 0.62), turned);
  // The lamps are near enough that each eye mirrors them a little differently. The tear film
  // on the white is rougher than the cornea and shows less of them.
  vec3 from = uCamera - vToCamera;
  vec3 r = reflect(-v, n);
  float key = softbox(from, r, uKeyDirection, 85.0, vec2(25.0), mix(0.6, 0.3, inside));
  float fill = softbox(from, r, normalize(vec3(-uKeyDirection.x, -0.1, 0.75)), 120.0, vec2(40.0, 55.0), 0.5);
  float fresnel = 1.0 + 3.0 * pow(1.0 - clamp(dot(n, v), 0.0, 1.0), 4.0);
  color += uKeyColor * (key * mix(0.14, 0.74, inside) + fill * fresnel * mix(0.02, 0.05, inside));
  // Behind closed lids: the tone of their rims, so that a hair's breadth between them is a line of lashes, not a hole.
  outColor = vec4(mix(vec3(0.30, 0.19, 0.15) * pow(irradiance(n), vec3(1.0 / 2.2)), color, uOpen), 1.0);
}
`

export const resolveVertex = /* glsl */ `${HEADER}
in vec3 position;
out vec2 vUv;
void main() {
  vUv = 0.5 * position.xy + 0.5;
  gl_Position = vec4(position.xy, 0.0, 1.0);
}
`

/** Multisampled picture to canvas, with half a level of noise against bands in soft backgrounds. */
export const resolveFragment = /* glsl */ `${HEADER}
uniform sampler2D uPicture;
in vec2 vUv;
out vec4 outColor;
void main() {
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  outColor = vec4(texture(uPicture, vUv).rgb + (noise - 0.5) / 255.0, 1.0);
}
`
