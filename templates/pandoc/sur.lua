-- Second mur : ce qui peut rester d'un document, et rien d'autre. Appliqué avant la mise en forme, qui est de nous.
local BLOCS = { encadre = true, favorable = true, attention = true, defavorable = true, neutre = true,
                mention = true, fiche = true, signature = true, sigles = true,
                regle = true, suivie = true, annexe = true, saut = true }
local function adresse_sure(u)
  return u:match('^https://[%w%-%._~:/%?#@!%$&\'%(%)%*%+,;=%%]+$') or u:match('^#[%w%-]+$')
end
local function nu(e) e.attributes = {}; e.classes = {}; e.identifier = ''; return e end
return {{
  RawBlock = function(e) error('bloc de code étranger : ' .. e.text:sub(1, 40)) end,
  RawInline = function(e) error('code étranger : ' .. e.text:sub(1, 40)) end,
  Math = function(e) error('formule étrangère : ' .. e.text:sub(1, 40)) end,
  Cite = function(e) return e.content end,
  Note = function(_) error('note étrangère') end,
  Image = function(e)
    if not e.src:match('^[%w_%-]+%.svg$') then error('image étrangère : ' .. e.src) end
    local w = e.attributes.width
    nu(e)
    if w and w:match('^%d+%%$') then e.attributes.width = w end
    return e
  end,
  Link = function(e)
    if not adresse_sure(e.target) then error('lien étranger : ' .. e.target) end
    return nu(e)
  end,
  Div = function(e)
    for _, c in ipairs(e.classes) do if not BLOCS[c] then error('bloc inconnu : ' .. c) end end
    local classes = e.classes
    nu(e)
    e.classes = classes
    return e
  end,
  Span = function(e) return e.content end,
  Header = function(e) local id = e.identifier; nu(e); e.identifier = id; return e end,
  CodeBlock = nu, Code = nu,
}}
