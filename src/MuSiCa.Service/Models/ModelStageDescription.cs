namespace MuSiCa.Service.Models;

/// <summary>One stage of the cascade.</summary>
/// <param name="Stage">Place in the cascade, counted from 1.</param>
/// <param name="Level">Pyramid level that the stage looks at; 0 is the finest.</param>
/// <param name="MultiplyAdds">Multiply-adds that it takes for one face.</param>
internal sealed record ModelStageDescription(int Stage, int Level, long MultiplyAdds);
