-- Légendes : numérotées ici, une fois pour tous les formats. `![Légende](a.svg){alt="ce qu'elle montre"}` en a une ;
-- sans `alt`, le texte de l'image n'est que l'équivalent pour qui ne la voit pas.
local rang = { Tableau = 0, Figure = 0 }
local function numero(genre)
  rang[genre] = rang[genre] + 1
  if FORMAT ~= 'docx' then return { pandoc.Str(genre .. '\u{a0}' .. rang[genre]) } end
  return { pandoc.Str(genre .. '\u{a0}'), pandoc.RawInline('openxml',
    '<w:fldSimple w:instr=" SEQ ' .. genre .. ' \\* ARABIC "><w:r><w:t>' .. rang[genre] .. '</w:t></w:r></w:fldSimple>') }
end
local function legende(genre, blocs)
  local mots = pandoc.List(numero(genre))
  mots:extend({ pandoc.Str('\u{a0}–'), pandoc.Space() })
  mots:extend(pandoc.utils.blocks_to_inlines(blocs))
  return { long = { pandoc.Plain(mots) } }
end
return {{
  Table = function(t)
    if #t.caption.long > 0 then t.caption = legende('Tableau', t.caption.long) end
    return t
  end,
  Figure = function(f)
    local dit
    f:walk({ Image = function(im) dit = pandoc.utils.stringify(im.caption) end })
    if not dit or dit == '' then error('figure sans texte équivalent') end
    local legendee = dit ~= pandoc.utils.stringify(f.caption.long)
    f.caption = legendee and legende('Figure', f.caption.long) or { long = {} }
    return f
  end,
}}
