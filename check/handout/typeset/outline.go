package typeset

import (
	"image"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// A place is the outline of a glyph at its place in the picture.
type place struct {
	outline font.GlyphOutline
	scale   float64
	x, y    float64         // the glyph's origin
	area    image.Rectangle // the pixels that it may touch
}

// newPlace returns a glyph with its origin at x, y, and whether it has anything
// to draw: a space has not.
func newPlace(g glyph, size int, x, y float64) (place, bool) {
	outline, ok := g.face.GlyphData(g.id).(font.GlyphOutline)
	if !ok || len(outline.Segments) == 0 {
		return place{}, false
	}
	p := place{outline: outline, scale: float64(size) / float64(g.face.Upem()), x: x, y: y}
	left, top := math.Inf(1), math.Inf(1)
	right, bottom := math.Inf(-1), math.Inf(-1)
	for i := range outline.Segments {
		for _, point := range outline.Segments[i].ArgsSlice() {
			px, py := p.at(point)
			left, right = min(left, px), max(right, px)
			top, bottom = min(top, py), max(bottom, py)
		}
	}
	p.area = image.Rect(int(math.Floor(left)), int(math.Floor(top)), int(math.Ceil(right)), int(math.Ceil(bottom)))
	return p, !p.area.Empty()
}

// at returns where a point of the outline is in the picture.
func (p place) at(point opentype.SegmentPoint) (x, y float64) {
	return p.x + float64(point.X)*p.scale, p.y - float64(point.Y)*p.scale
}

// path makes the outline the rasteriser's path. The corner of the place's area
// is the rasteriser's 0, 0.
func (p place) path(r *vector.Rasterizer) {
	r.Reset(p.area.Dx(), p.area.Dy())
	at := func(point opentype.SegmentPoint) (float32, float32) {
		x, y := p.at(point)
		return float32(x - float64(p.area.Min.X)), float32(y - float64(p.area.Min.Y))
	}
	for i, s := range p.outline.Segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				r.ClosePath()
			}
			r.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
}
