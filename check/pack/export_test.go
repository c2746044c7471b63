package pack

// Kept returns how many nodes the pack keeps in memory.
func Kept(p *Pack) int { return p.cache.order.Len() }

// CacheNodes and MaxLevels are limits that the tests outside hold it to.
const (
	CacheNodes = cacheNodes
	MaxLevels  = maxLevels
)
