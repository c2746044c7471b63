package typeset

import (
	"image"
	"image/color"
	"image/draw"
	"slices"

	"golang.org/x/image/vector"
)

// shades is how many an edge has between two colours. Sixteen look as smooth as
// 256, and keep a picture of a few colours within one palette.
const shades = 16

// A Canvas is a picture to draw on.
type Canvas struct {
	img    *image.RGBA
	raster vector.Rasterizer
	mask   image.Alpha
}

// NewCanvas returns a canvas of one colour, which has to be opaque.
func NewCanvas(width, height int, ground color.RGBA) *Canvas {
	c := &Canvas{img: image.NewRGBA(image.Rect(0, 0, width, height))}
	c.Rectangle(c.img.Rect, ground)
	return c
}

// Image returns the picture.
func (c *Canvas) Image() image.Image { return c.img }

// Rectangle fills a rectangle.
func (c *Canvas) Rectangle(r image.Rectangle, ink color.RGBA) {
	draw.Draw(c.img, r, image.NewUniform(ink), image.Point{}, draw.Src)
}

// Rounded fills a rectangle with round corners.
func (c *Canvas) Rounded(r image.Rectangle, radius int, ink color.RGBA) {
	radius = min(radius, r.Dx()/2, r.Dy()/2)
	c.Rectangle(image.Rect(r.Min.X, r.Min.Y+radius, r.Max.X, r.Max.Y-radius), ink)
	c.Rectangle(image.Rect(r.Min.X+radius, r.Min.Y, r.Max.X-radius, r.Min.Y+radius), ink)
	c.Rectangle(image.Rect(r.Min.X+radius, r.Max.Y-radius, r.Max.X-radius, r.Max.Y), ink)
	// The corners are the quarters of one disc, so each is a small path: only
	// those does the rasteriser draw alike on every kind of processor.
	for _, corner := range []struct{ x, y, centreX, centreY int }{
		{r.Min.X, r.Min.Y, radius, radius},
		{r.Max.X - radius, r.Min.Y, 0, radius},
		{r.Min.X, r.Max.Y - radius, radius, 0},
		{r.Max.X - radius, r.Max.Y - radius, 0, 0},
	} {
		c.raster.Reset(radius, radius)
		c.circle(float32(corner.centreX), float32(corner.centreY), float32(radius))
		c.fill(image.Pt(corner.x, corner.y), ink)
	}
}

// Disc fills a circle. Its middle is where four pixels meet.
func (c *Canvas) Disc(middle image.Point, radius int, ink color.RGBA) {
	c.raster.Reset(2*radius, 2*radius)
	c.circle(float32(radius), float32(radius), float32(radius))
	c.fill(middle.Sub(image.Pt(radius, radius)), ink)
}

// Text draws a block with the upper left corner of its box at a point.
func (c *Canvas) Text(b *Block, at image.Point, ink color.RGBA) {
	for i := range b.lines {
		x, y := b.start(i)
		c.line(b.lines[i], b.style.Size, float64(at.X)+x, float64(at.Y)+y, ink)
	}
}

// line draws a line with the left end of its baseline at x, y. Its glyphs are
// put together before they are painted: where two overlap, as the letters of
// Devanagari do along their top line, one on top of the other would show.
func (c *Canvas) line(l line, size int, x, y float64, ink color.RGBA) {
	var places []place
	var area image.Rectangle
	for _, g := range l.glyphs {
		if p, ok := newPlace(g, size, x+g.x, y+g.y); ok {
			places = append(places, p)
			area = area.Union(p.area)
		}
	}
	all := image.NewAlpha(area)
	for _, p := range places {
		p.path(&c.raster)
		c.rasterise()
		for row := range c.mask.Rect.Dy() {
			from := c.mask.Pix[row*c.mask.Stride:][:c.mask.Stride]
			to := all.Pix[all.PixOffset(p.area.Min.X, p.area.Min.Y+row):]
			for i, v := range from {
				to[i] = max(to[i], v)
			}
		}
	}
	c.paint(all, ink)
}

// circle adds a circle to the path: four curves that no eye can tell from it.
func (c *Canvas) circle(x, y, r float32) {
	const k = 0.5522847498 // 4/3 (√2 - 1)
	c.raster.MoveTo(x+r, y)
	c.raster.CubeTo(x+r, y+k*r, x+k*r, y+r, x, y+r)
	c.raster.CubeTo(x-k*r, y+r, x-r, y+k*r, x-r, y)
	c.raster.CubeTo(x-r, y-k*r, x-k*r, y-r, x, y-r)
	c.raster.CubeTo(x+k*r, y-r, x+r, y-k*r, x+r, y)
	c.raster.ClosePath()
}

// fill paints the path, whose upper left corner stands at a point.
func (c *Canvas) fill(at image.Point, ink color.RGBA) {
	c.rasterise()
	mask := c.mask
	mask.Rect = mask.Rect.Add(at)
	c.paint(&mask, ink)
}

// rasterise turns the path into the mask, whose corner is at 0, 0.
func (c *Canvas) rasterise() {
	size := c.raster.Size()
	c.mask.Pix = slices.Grow(c.mask.Pix[:0], size.X*size.Y)[:size.X*size.Y]
	c.mask.Stride, c.mask.Rect = size.X, image.Rectangle{Max: size}
	c.raster.DrawOp = draw.Src
	c.raster.Draw(&c.mask, c.mask.Rect, image.Opaque, image.Point{})
}

// paint puts ink on the picture where the mask is, in few shades.
func (c *Canvas) paint(mask *image.Alpha, ink color.RGBA) {
	for i, v := range mask.Pix {
		const most = shades - 1
		mask.Pix[i] = uint8((int(v)*most + 127) / 255 * (255 / most))
	}
	draw.DrawMask(c.img, mask.Rect, image.NewUniform(ink), image.Point{}, mask, mask.Rect.Min, draw.Over)
}
